"""Mistakes to make in a copy of the pack: file, what stands there, what to write, what is said."""

DLH = "agencies/dlh/services.yaml"
STATUSES = "agencies/dlh/statuses.yaml"

MISTAKES: list[tuple[str, str, str, str]] = [
    ("policies.yaml", "P2: 3", "P2: 0", "`targets` for P2 must be a whole number above 0, got 0"),
    ("policies.yaml", ", P4: 3}", "}", "`targets` has nothing for P4"),
    (
        "policies.yaml",
        "calendar: ID-SERANG-OFFICE",
        "calendar: ID-SERANG-OFICE",
        "calendar `ID-SERANG-OFICE` is not known; did you mean `ID-SERANG-OFFICE`?",
    ),
    (
        "policies.yaml",
        "start_on: [accepted]",
        "start_on: [taken]",
        (
            "`start_on` item 1 must be one of accepted, left_received, routed, responded, resolved,"
            " rejected, ended or withdrawn, got 'taken'"
        ),
    ),
    ("policies.yaml", "[0.5, 0.75, 0.9]", "[0.75, 0.5]", "`warn_at` must rise"),
    (
        "policies.yaml",
        "[0.5, 0.75, 0.9]",
        "[0.5, 1.5]",
        "`warn_at` item 2 must be a share of the term above 0 and below 1, such as 0.75, got 1.5",
    ),
    ("policies.yaml", "legal_basis:", "legal_bases:", "`legal_bases` is not a field known here"),
    (DLH, "owner: dlh", "owner: dhl", "agency `dhl` is not known; did you mean `dlh`?"),
    (DLH, "owner: dlh", "owner: dishub", "`dlh.bulky-waste` belongs to dishub; it must stand in"),
    (DLH, "fallback: dlh", "fallback: x1", "agency `x1` is not known"),
    (
        DLH,
        "policies: [LAPOR-STD, DLH-ANGKUT-3]",
        "policies: [LAPOR-STD, DLH-ANGKUT-4]",
        "policy `DLH-ANGKUT-4` is not known; did you mean `DLH-ANGKUT-3`?",
    ),
    (
        DLH,
        "policies: [LAPOR-STD, DLH-ANGKUT-3]",
        "policies: [LAPOR-STD]",
        "no policy of `dlh.bulky-waste` sets resolution",
    ),
    (
        DLH,
        "policies: [LAPOR-STD, DLH-ANGKUT-3]",
        "policies: [LAPOR-STD, DLH-ANGKUT-3, RABEG-STD]",
        "`first_response` comes from LAPOR-STD and from RABEG-STD; one must go",
    ),
    (DLH, "code: item_count", "code: item_kind", "field `item_kind` stands here twice"),
    (DLH, "[TPS-LIAR]", "[ANGKUT-BESAR]", "dlh already calls `dlh.bulky-waste` by the native code"),
    (
        DLH,
        "kind: service_request",
        "kind: wish",
        (
            "`kind` must be one of complaint, service_request, licence, information, aspiration or"
            " emergency, got 'wish'"
        ),
    ),
    (STATUSES, "gives_outcome: done", "gives_outcome: fertig", "no service of dlh has the outcome"),
    (STATUSES, "state: scheduled", "state: planned", "`state` must be one of received,"),
    (STATUSES, "status: TERJADWAL", "status: TERJADWAL_", "the example's status `TERJADWAL_` has"),
    (STATUSES, "status: TERJADWAL", "status: ANGKUT", "the example of `TERJADWAL` shows `ANGKUT`,"),
    (STATUSES, "native: ANGKUT", "native: TERJADWAL", "`TERJADWAL` has a row on line 6 already"),
    (
        STATUSES,
        "reference: DLH-2026-000101, ",
        "",
        "`example`: give either reference or request_id",
    ),
    ("routing.yaml", 'kelurahan: "36.73.01.1004"', 'kelurahan: "36.73.01.9"', "kelurahan `36"),
    ("routing.yaml", "submitter: dlh,", "submitter: dlx,", "agency `dlx` is not known"),
    (
        "routing.yaml",
        "site: [terminal]",
        "site: [terminals]",
        "value of `site` `terminals` is not known; did you mean `terminal`?",
    ),
    ("routing.yaml", "fields: {site: [t", "fields: {sight: [t", "field `sight` is not known; did"),
    ("routing.yaml", "agency: dishub", "agency: dishu", "agency `dishu` is not known"),
    (
        "routing.yaml",
        "fields: {fault: kabel_terbuka}",
        "fields: {colour: red}",
        "field `colour` is not known",
    ),
    (
        "routing.yaml",
        "road_class: nasional",
        "road_class: kota",
        "`parkir-jalan-kota-ke-dishub` matches the example it must not match",
    ),
    (
        "routing.yaml",
        "road_class: kota}",
        "road_class: nasional}",
        "no rule matches this example of `parkir-jalan-kota-ke-dishub`",
    ),
    (
        "routing.yaml",
        "{services: [dishub.traffic-light]}",
        '{services: [dishub.street-light], kelurahan: ["36.73.01.1004"]}',
        "rule `apill-ke-dishub` can never match: `pju-ke-dishub` (line 6) matches",
    ),
    ("city.yaml", "ticket_prefix: KS", "ticket_prefix: k", "`ticket_prefix` must be two to four"),
    ("city.yaml", 'region: "36.73"', "region: 36.73", "`region` must be text (put numbers in qu"),
    ("agencies/dlh/agency.yaml", "code: dlh", "code: dlg", "`code` is 'dlg' in the folder of dlh"),
    (
        "agencies/dlh/agency.yaml",
        "code: dlh",
        "code: DLH",
        "`code` must be a code in small",
    ),
    ("calendar.yaml", "version: 1", "version: one", "`version` must be a whole number, got 'one'"),
]
