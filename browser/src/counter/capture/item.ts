// The row of the board that a page becomes, or changes.

import { isPartial } from "../../envelope/ticket";
import type { Consent, Item } from "../contracts";
import { makeTicket, proofDate } from "../handover/ticket";
import type { Surroundings } from "./checking";
import { showBirth } from "./birth";
import { NOBODY, withHousehold, type Draft } from "./draft";
import type { Listed } from "./people_list";
import { personOf } from "./person";

/** What was not asked was not agreed to; test and identity are always asked, so that they stay a gap. */
const NOT_ASKED = { doctor: false, notice: false, certificate: false } as const;

/** With its ticket, so that it can be shown at once; `now` in seconds since 1970. */
export async function newItem(draft: Draft, around: Surroundings, now: number): Promise<Item> {
  const person = personOf(draft, around);
  const { prefill, language, household } = draft.known;
  return {
    v: 1,
    created: now,
    person,
    consent: { ...NOT_ASKED, ...draft.consent },
    rounds: around.kit ? [{ device: around.kit.device, analytes: around.kit.analytes }] : [],
    ticket: await makeTicket(proofDate(person)),
    sent: [],
    ...(prefill && { prefill }),
    ...(language && { language }),
    ...(household !== undefined && { household }),
  };
}

/** Somebody of a list, with the contact of the page. The ticket is made when it is asked for. */
export function listedItem(
  one: Listed,
  page: Draft,
  around: Surroundings,
  given: { consent: Consent; now: number },
): Item {
  const { family, given: first, birth, sex } = one;
  const { values, known } = withHousehold(NOBODY, page, 0);
  const listed = { birth_name: family, first_name: first, birth: showBirth(birth), sex };
  const draft = { ...NOBODY, values: { ...values, ...listed }, known: { commune: known.commune } };
  return {
    v: 1,
    created: given.now,
    person: personOf(draft, around),
    consent: given.consent,
    rounds: around.kit ? [{ device: around.kit.device, analytes: around.kit.analytes }] : [],
    sent: [],
  };
}

/**
 * The change of a row. A ticket asks for a code when the birth date is not whole, which its link says: when that changes, there is
 * a new ticket to hand over.
 */
export async function changedItem(draft: Draft, around: Surroundings): Promise<(item: Item) => Item> {
  const person = personOf(draft, around);
  const fresh = await makeTicket(proofDate(person));
  const partial = isPartial(proofDate(person));
  return (item) => {
    const changed = { ...item, person, consent: { ...item.consent, ...draft.consent } };
    const asksCode = item.ticket?.code !== undefined;
    return item.ticket && asksCode !== partial ? { ...changed, ticket: fresh } : changed;
  };
}
