// A class, pasted or typed.

import { expect, test } from "vitest";
import { readPeople } from "../../../src/counter/capture/people_list";
import { TODAY } from "./people";

const JEANNE = { family: "MARTIN", given: "Jeanne", birth: "2015-03-28" };

test.each([
  ["typed", "MARTIN Jeanne 28/03/2015", "U"],
  ["typed without capitals", "martin Jeanne 28/03/2015", "U"],
  ["pasted from a spreadsheet", "Martin\tJeanne\t28/03/2015\tF", "F"],
  ["with semicolons, the date first", "28032015;Martin;Jeanne;fille", "F"],
])("a line %s", (_, line, sex) => {
  expect(readPeople(line, TODAY).people).toEqual([{ line: 1, ...JEANNE, sex }]);
});

test("names of several words", () => {
  expect(readPeople("DE LA TOUR Anne Marie 28/03/2015", TODAY).people).toMatchObject([
    { family: "DE LA TOUR", given: "Anne Marie" },
  ]);
});

test("headings and empty lines are passed over, and lines keep their numbers", () => {
  const { people } = readPeople("Nom\tPrénom\tNaissance\n\nMartin\tJeanne\t28/03/2015\r\n", TODAY);
  expect(people).toMatchObject([{ line: 3 }]);
});

test("what cannot be read is told for all lines at once", () => {
  expect(readPeople("Sans Date\n28/03/2015\nMARTIN Paul 28/03/2015", TODAY)).toMatchObject({
    people: [{ line: 3 }],
    unread: [
      { line: 1, missing: "date" },
      { line: 2, missing: "name" },
    ],
  });
});
