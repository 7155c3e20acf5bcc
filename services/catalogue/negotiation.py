"""What an HTTP client says it wants and has, read as RFC 9110 means it; decides, never answers."""


def accepts(header: str | None, media: str) -> bool:
    """Whether an Accept header allows a media type; the most specific range that fits decides."""
    wanted = media.partition(";")[0].strip()
    if header is None or not header.strip():
        return True
    fitting = [
        (_specific(range_), quality)
        for range_, quality in map(_range, header.split(","))
        if _fits(range_, wanted)
    ]
    return bool(fitting) and max(fitting)[1] > 0


def has_it(header: str | None, etag: str) -> bool:
    """Whether If-None-Match names what would be answered, so that a 304 will do."""
    if header is None:
        return False
    names = [name.strip().removeprefix("W/") for name in header.split(",")]
    return "*" in names or etag in names


def _range(part: str) -> tuple[str, float]:
    """A media range without its parameters, and its quality; one that cannot be read counts 1."""
    name, *parameters = [piece.strip() for piece in part.split(";")]
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            return name.lower(), _quality(value.strip())
    return name.lower(), 1.0


def _quality(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 1.0


def _fits(range_: str, media: str) -> bool:
    family = media.partition("/")[0]
    return range_ in {media, f"{family}/*", "*/*"}


def _specific(range_: str) -> int:
    return 0 if range_ == "*/*" else 1 if range_.endswith("/*") else 2
