"""What a BIO-TROD and a record do not say to each other, and why.

The one idea: nothing is lost in silence. A test changes every value of the official documents, one at a time, and fails
unless the reading changes or the value is listed here; another writes records and fails unless what is missing is here.

Spec: ``spec/record.md``, *BIO-TROD*, which prints both lists.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """``path`` is a pattern (``*`` for anything): of a document in DROPPED, of a record in NOT_CARRIED."""

    path: str
    reason: str


DROPPED = (
    Gap("realmCode/@code", "Constant: France."),
    Gap("typeId/@*", "Constant of CDA R2."),
    Gap("*templateId/@*", "Constant of the form; the BIO-TROD template itself is checked."),
    Gap("*@displayName", "The label of a code; the code is kept."),
    Gap("*@codeSystemName", "The label of a code system; the system is checked."),
    Gap("*@schemaLocation", "Where the sender's schema files were."),
    Gap("*@type", "The data type of an element, constant of the form."),
    Gap("*@classCode", "Constant of the form."),
    Gap("*@moodCode", "Constant of the form."),
    Gap("*@typeCode", "Constant of the form, except for doctors, where it tells a prescriber."),
    Gap("*@determinerCode", "Constant of the form."),
    Gap("title/text()", "Says the diseases again, in words; written anew from their codes."),
    Gap("confidentialityCode/@*", "Constant: normal. A sealed record is confidential whatever it says."),
    Gap("languageCode/@code", "Constant: French."),
    Gap("*guardian/addr/@use", "Where an address is used; a guardian has one."),
    Gap("author/time/@value", "When the document was made: its effectiveTime is kept."),
    Gap("legalAuthenticator/time/@value", "When the document was signed: its effectiveTime is kept."),
    Gap("legalAuthenticator/signatureCode/@code", "Constant: signed."),
    Gap("*assignedAuthor/addr/*", "A professional's address is the pharmacy's, which is kept."),
    Gap("*assignedEntity/addr/*", "A professional's address is the pharmacy's, which is kept."),
    Gap("*assignedAuthor/telecom/@use", "Whose phone it is follows from where it is kept."),
    Gap("*assignedEntity/telecom/@*", "A professional's phone is kept from the author; these are the pharmacy's."),
    Gap(
        "*standardIndustryClassCode/@*",
        "The field of practice: constant for a pharmacy, of no use for a doctor's practice.",
    ),
    Gap("participant/functionCode/@*", "Says the doctor's role again; the kind of participation is kept."),
    Gap("participant/time/low/@value", "Since when a doctor is somebody's: not needed to inform them."),
    Gap("componentOf/encompassingEncounter/code/@*", "Constant: ambulatory."),
    Gap("*healthCareFacility/code/@*", "Constant: a pharmacy."),
    Gap("*section/code/@*", "Constant of the form."),
    Gap("*section/title/text()", "Constant of the form."),
    Gap("*section/text/table/@border", "Layout."),
    Gap("*section/text/table/thead/tr/th/text()", "Constant of the form."),
    Gap("*section/text/table/tbody/tr/td/text()", "The UDI again; the coded one is kept."),
    Gap("*content/@ID", "Ties a cell to its entry; followed, not kept. For the analyte's label, see below."),
    Gap("*content/text()", "The analyte's label, printed from its code; the result's word is compared with its code."),
    Gap("*act/code/@*", "Constant of the form."),
    Gap("*act/statusCode/@code", "Constant of the form; that of an observation is checked."),
    Gap("*originalText/reference/@value", "Ties an entry to its cell; that of the analyte leads to a label."),
)

NOT_CARRIED = (
    Gap("context*", "The document has no place for symptoms and situation."),
    Gap("result.reading_time", "The document has one time, that of the test."),
    Gap("result.analytes*.method", "The document has no place for it beside the LOINC code."),
    Gap("result.analytes*.specimen", "The document has no place for it beside the LOINC code."),
    Gap("result.device.list_id", "The document identifies a kit by its UDI."),
    Gap("result.device.earliest_minute", "Belongs to the kit's leaflet, not to the result."),
    Gap("result.device.latest_minute", "Belongs to the kit's leaflet, not to the result."),
    Gap("identity.status", "Said only by the presence of an INS: qualified (VALI) or provisional (PROV)."),
    Gap("number*", "An INS travels only with a qualified identity (RNIV); a number without OID has no place."),
    Gap("source.consents.identity", "The document proves consent to the test only; given beside it when it is read."),
    Gap("source.consents.notice", "The same."),
    Gap(
        "source.consents.doctor", "Said by naming a recipient: without a doctor, consent to inform one is not written."
    ),
    Gap("source.consents.certificate", "The same."),
    Gap(
        "contact.doctors*",
        "A doctor who is neither treating nor prescriber is written only with consent to inform them.",
    ),
)
