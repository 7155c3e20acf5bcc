"""Every setting of Simpul, read from the environment (`SIMPUL_*`); nothing else reads it."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_TICKET_KEY: Final = "demo-only"

Port = Annotated[int, Field(ge=0, le=65_535)]


class Settings(BaseSettings):
    """What differs between installations. README's settings table documents each (a test)."""

    model_config = SettingsConfigDict(env_prefix="SIMPUL_", frozen=True, extra="ignore")

    kafka: str | None = Field(default=None, description="bootstrap address; none: embedded broker")
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_ssl_ca: Path | None = None
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    http_host: str = Field(default="127.0.0.1", description="where HTTP services listen")
    http_port: int = Field(default=8311, ge=0, le=65535, description="0: any free port")
    city: str = Field(default="kota-serang", description="folder under deploy/cities/")
    data: Path = Field(default=Path(".simpul"), description="what this machine keeps")
    ticket_key: SecretStr = Field(
        default=SecretStr(DEMO_TICKET_KEY), description="keys ticket numbers; secret in production"
    )
    operator: str | None = Field(default=None, description="who orders, by name")
    metrics_port: Port | Literal["off"] = Field(default=0, description="0: any free port")
    board_port: Port | Literal["off"] = Field(default=8312, description="0: any free port")
