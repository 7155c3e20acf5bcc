"""The catalogue as HTTP clients meet it: over a bus in memory, and once by a real server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from httpx import ASGITransport, AsyncClient, Response

from contracts.catalogue import Kind
from contracts.topics import topics_for
from services.catalogue.following import Following
from services.catalogue.publish import publish
from services.catalogue.routes import build
from tests.builders.catalogue import a_catalogue, a_service, having
from tests.flow.line import AGENCIES, CLOCK, published
from tests.flow.memory_bus import FakeClock, MemoryBus

ADDRESSES = [
    "/v1/catalogue",
    "/v1/services",
    "/v1/services/dlh.bulky-waste",
    "/v1/open311/services.json",
    "/v1/open311/services/dlh.bulky-waste.json",
    "/v1/cpsv-ap.jsonld",
    "/v1/services.csv",
]


@asynccontextmanager
async def reaching(bus: MemoryBus, *, until_ready: bool = True) -> AsyncIterator[AsyncClient]:
    """A client of the service that follows a bus."""
    following = Following(bus, bus.clock, retry=0.001)
    reading = asyncio.create_task(following.follow())
    transport = ASGITransport(build(following), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://catalogue") as client:
        while until_ready and following.in_force() is None:
            await asyncio.sleep(0)
        yield client
    reading.cancel()


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    """A client where the small city's catalogue is in force."""
    async with reaching(await published()) as found:
        yield found


def said(response: Response) -> dict[str, object]:
    """A problem, once it is sure to be one."""
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, object] = response.json()
    assert problem["status"] == response.status_code
    return problem


async def test_the_citys_own_duties_are_listed_for_who_asks_for_them_alone() -> None:
    duty = a_service(code="dlh.own-duty", native_codes=("TUGAS",), kind=Kind.INTERNAL)
    city = having(a_catalogue(), services=(*a_catalogue().services, duty))
    async with reaching(await published(city)) as client:
        listed = (await client.get("/v1/services")).json()["services"]
        asked = (await client.get("/v1/services?kind=internal")).json()["services"]
        defined = await client.get("/v1/open311/services/dlh.own-duty.json")
    assert "dlh.own-duty" not in {one["code"] for one in listed}
    assert [one["code"] for one in asked] == ["dlh.own-duty"]
    assert defined.status_code == 404


async def test_a_service_is_told_with_its_terms_and_its_office(client: AsyncClient) -> None:
    found = (await client.get("/v1/services/dlh.bulky-waste")).json()
    assert found["service"]["names"] == {"id": "Angkut sampah besar"}
    assert found["owner"]["code"] == "dlh"
    assert [(term["metric"], term["targets"]["P1"]) for term in found["terms"]] == [
        ("resolution", 3)
    ]


async def test_the_whole_catalogue_names_its_version_and_leaves_outlines_out(
    client: AsyncClient,
) -> None:
    found = (await client.get("/v1/catalogue")).json()
    assert found["version"].startswith("v1-")
    assert found["effective_at"].endswith("Z")
    assert found["kelurahan"][0] == {
        "code": "36.73.01.1004",
        "name": "Kota Baru",
        "kecamatan": "36.73.01",
    }


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", 4),
        ("?agency=dishub", 1),
        ("?kind=licence", 1),
        ("?q=SAMPAH+besar", 4),
        ("?q=street", 1),
        ("?status=retired", 1),
        ("?agency=dlh&kind=complaint", 0),
    ],
)
async def test_services_are_listed_by_what_is_wanted(
    client: AsyncClient, asked: str, codes: int
) -> None:
    assert len((await client.get(f"/v1/services{asked}")).json()["services"]) == codes


@pytest.mark.parametrize("address", ADDRESSES)
async def test_who_has_it_is_told_so_without_a_body(client: AsyncClient, address: str) -> None:
    first = await client.get(address)
    etag = first.headers["etag"]
    again = await client.get(address, headers={"If-None-Match": f'"other", {etag}'})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == etag
    assert (await client.get(address, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_head_answers_as_get_does(client: AsyncClient) -> None:
    head, get = await client.head("/v1/services"), await client.get("/v1/services")
    assert (head.status_code, head.headers["etag"]) == (200, get.headers["etag"])


async def test_a_new_version_is_answered_from_the_moment_it_takes_effect() -> None:
    clock = FakeClock()
    bus = MemoryBus(clock)
    await bus.apply(topics_for(AGENCIES))
    await publish(a_catalogue(), bus, bus, CLOCK, clock)
    async with reaching(bus) as client:
        first = await client.get("/v1/services")
        changed = a_catalogue().model_copy(update={"services": (a_service(),)})
        second = await publish(changed, bus, bus, CLOCK, clock)
        while clock.now_ms < second.effective_at:
            same = await client.get(
                "/v1/services", headers={"If-None-Match": first.headers["etag"]}
            )
            assert same.status_code == 304
            clock.pass_ms(10_000)
        async with asyncio.timeout(10):
            while (await client.get("/v1/services")).json()["version"] != second.version:
                await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/nothing", "Nothing is at this address; /openapi.json lists what there is."),
        ("/v1/services/dlh.none", "The catalogue has no service dlh.none."),
        ("/v1/open311/services/dlh.street-sweeping.json", "The catalogue has no service"),
        ("/v1/open311/services.json?jurisdiction_id=bandung", "served here is kota-serang."),
    ],
)
async def test_what_is_not_there_is_a_problem_with_a_sentence(
    client: AsyncClient, address: str, sentence: str
) -> None:
    response = await client.get(address)
    assert response.status_code == 404
    assert sentence in str(said(response)["detail"])


async def test_nothing_can_be_written(client: AsyncClient) -> None:
    response = await client.post("/v1/services", json={})
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    assert said(response)["title"] == "Method Not Allowed"


async def test_a_form_that_is_not_to_be_had_is_refused(client: AsyncClient) -> None:
    response = await client.get("/v1/services.csv", headers={"Accept": "application/xml"})
    assert response.status_code == 406
    assert said(response)["detail"] == "This is to be had as text/csv; charset=utf-8 only."


@pytest.mark.parametrize(
    ("asked", "parameter"), [("kind=wish", "kind"), ("agency=D+LH", "agency"), ("kid=x", "kid")]
)
async def test_a_condition_that_cannot_be_read_is_named(
    client: AsyncClient, asked: str, parameter: str
) -> None:
    response = await client.get(f"/v1/services?{asked}")
    assert response.status_code == 422
    errors = said(response)["errors"]
    assert isinstance(errors, list)
    assert [error["parameter"] for error in errors] == [parameter]


@pytest.mark.parametrize("address", ["/readyz", *ADDRESSES])
async def test_before_the_catalogue_was_read_nothing_is_ready_and_the_reason_is_told(
    address: str,
) -> None:
    async with reaching(MemoryBus(), until_ready=False) as client:
        async with asyncio.timeout(10):
            while "does not exist" not in (response := await client.get(address)).text:
                await asyncio.sleep(0.001)
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert "ref.catalogue.v1 does not exist" in str(said(response)["detail"])
        assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_it_becomes_ready_when_topic_and_catalogue_come() -> None:
    bus = MemoryBus()
    async with reaching(bus, until_ready=False) as client:
        await bus.apply(topics_for(AGENCIES))
        while "No catalogue is published yet" not in (await client.get("/readyz")).text:
            await asyncio.sleep(0.001)
        version = (await publish(a_catalogue(), bus, bus, CLOCK, bus.clock)).version
        async with asyncio.timeout(10):
            while (ready := await client.get("/readyz")).status_code != 200:
                await asyncio.sleep(0.001)
        assert ready.json() == {"status": "ready", "version": version}


async def test_the_description_is_whole_and_needs_nothing_from_elsewhere(
    client: AsyncClient,
) -> None:
    described = (await client.get("/openapi.json")).json()
    assert set(described["paths"]) == {
        "/healthz",
        "/readyz",
        "/v1/catalogue",
        "/v1/services",
        "/v1/services/{code}",
        "/v1/open311/services.json",
        "/v1/open311/services/{code}.json",
        "/v1/cpsv-ap.jsonld",
        "/v1/services.csv",
    }
    assert "Problem" in described["components"]["schemas"]
    assert _references(described) <= {
        f"#/components/schemas/{name}" for name in described["components"]["schemas"]
    }
    assert (await client.get("/docs")).status_code == 404


def _references(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own | {found for inner in part.values() for found in _references(inner)}
    return (
        {found for inner in part for found in _references(inner)}
        if isinstance(part, list)
        else set()
    )
