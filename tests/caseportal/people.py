"""Made-up people and permits for the tests of the portal. The numbers are valid in form and belong to nobody."""

from datetime import date
from typing import Any

from caseportal.casetypes.permits import PermitRecord

STUDENT: dict[str, Any] = {
    "sub": "student-1",
    "name": "王美麗",
    "population": "student",
    "kind": "mainland",
    "email": "meili@example.org",
    "birth_date": "2003-05-17",
    "id_number": "440106200305170126",
    "document_number": "T25A00101",
}
OTHER_STUDENT: dict[str, Any] = {
    "sub": "student-2",
    "name": "李建國",
    "population": "student",
    "kind": "mainland",
    "email": "jianguo@example.org",
    "birth_date": "2002-11-03",
    "id_number": "350203200211030215",
    "document_number": "T25A00102",
}
OFFICER: dict[str, Any] = {"sub": "officer-1", "name": "陳承辦", "population": "staff", "roles": ["officer"]}
SECOND_OFFICER: dict[str, Any] = {"sub": "officer-2", "name": "林承辦", "population": "staff", "roles": ["officer"]}

PERMIT_NUMBER = "115A00000101"


def permit(**changes: Any) -> PermitRecord:
    """The permit of STUDENT, with changes."""
    values: dict[str, Any] = {
        "number": PERMIT_NUMBER,
        "permit_kind": "single_entry",
        "status": "valid",
        "entry_checked": True,
        "valid_until": date(2027, 2, 28),
        "stay_until": date(2030, 8, 31),
        "holder": {
            "chinese_name": "王美麗",
            "english_name": "WANG MEI-LI",
            "sex": "female",
            "birth_date": "2003-05-17",
            "birthplace": "中國大陸廣東省",
            "id_number": "440106200305170126",
            "document_number": "T25A00101",
            "document_valid_until": "2031-06-30",
            "school": "國立臺灣大學",
            "department": "資訊工程學系",
            "programme": "bachelor",
            "grade": "year_2",
            "highest_education": "高中－廣州市第二中學",
            "mainland_address": "廣東省廣州市天河區體育西路101號",
            "taiwan_address": "臺北市大安區羅斯福路四段1號",
        },
        **changes,
    }
    return PermitRecord(**values)


ANSWERS: dict[str, dict[str, str]] = {
    "application": {"qualification": "general", "returning": "no"},
    "applicant": {
        "chinese_name": "王美麗",
        "english_name": "Wang Mei-li",
        "birth_date": "2003-05-17",
        "sex": "female",
        "birthplace": "中國大陸廣東省",
        "id_number": "440106200305170126",
        "travel_document": "T25A00101",
        "travel_document_until": "2031-06-30",
    },
    "studies": {
        "department": "資訊工程學系",
        "programme": "bachelor",
        "grade": "year_2",
        "highest_education": "高中－廣州市第二中學",
    },
    "contact": {
        "mainland_address": "廣東省廣州市天河區體育西路101號",
        "taiwan_phone": "0912345678",
        "taiwan_address": "臺北市大安區羅斯福路四段1號",
    },
    "father": {"father_status": "living", "father_name": "王大明", "father_birth_date": "1972-01-15"},
    "mother": {"mother_status": "deceased", "mother_name": "李小蘭"},
    "guarantor": {"guarantor_kind": "school", "guarantor_name": "國立臺灣大學", "guarantor_phone": "02-33663366"},
    "statement": {"statement": "never"},
}
"""What a person types, page by page, to complete the form."""
