/**
 * Every check of a record in its sections form, in two passes: the form of each field, then the rules between fields. All is
 * reported at once. The same checks run in Python, on the same `spec/cases`. Spec: spec/record.md, Errors and Rules.
 */
import { everythingIn, type Facts } from "./facts";
import { withholdable } from "./fields";
import type { Problem } from "./problems";
import * as person from "./rulesPerson";
import * as source from "./rulesSource";
import * as test from "./rulesTest";
import * as time from "./rulesTime";
import { checkShape, type Plain } from "./shape";

const rules: readonly ((facts: Facts) => Iterable<Problem>)[] = [
  person.names,
  person.number,
  person.qualified,
  person.numberStaysHome,
  person.guardian,
  person.addresses,
  time.birth,
  time.sampling,
  time.onset,
  time.reading,
  time.minutesOfDevice,
  test.analytes,
  test.deviceNamed,
  test.udi,
  test.expiry,
  source.rpps,
  source.establishments,
  source.consents,
  source.statistics,
];

/**
 * All errors and warnings of `sections`. `withheld` names the sections that exist but are kept from this reader (digest only):
 * they may be absent, and nothing is said about what they would have shown.
 */
export function check(sections: Plain, now: Date, withheld: Iterable<string> = []): Problem[] {
  const keptBack = new Set([...withheld].filter((name) => withholdable.has(name)));
  const { found, clean } = checkShape(sections, keptBack);
  const facts: Facts = {
    clean,
    given: sections,
    now: now.getTime(),
    withheld: keptBack,
    everything: everythingIn(clean),
  };
  const ofRules = rules.flatMap((rule) => [...rule(facts)]);
  // A field that is already wrong in form is not blamed a second time for being missing or different.
  const covered = (path: string): boolean =>
    found.some((one) => one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`));
  return [...found, ...ofRules.filter((one) => !covered(one.path))];
}
