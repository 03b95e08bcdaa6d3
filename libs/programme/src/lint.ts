import type { Programme } from './document.ts';
import { conditionProblems } from './lint-conditions.ts';
import { contactProblems } from './lint-contact.ts';
import { cardProblems, clientProblems, lotProblems, pointsProblems, rechargeProblems } from './lint-products.ts';
import { accountProblems, repeatedKeys, unknownGrades, unknownNames } from './lint-references.ts';
import {
  caseProblems,
  contractProblems,
  entitlementProblems,
  gradesOutOfOrder,
  tierProblems,
} from './lint-sections.ts';
import type { Problem } from './problem.ts';

/**
 * What one part of a document says wrongly about another: keys given twice, names of things that are not there, conditions that ask what their rule is never told, grades and steps out of order, messages with unknown variables, codes for accounts that do not exist.
 * Only for a document that is about to be published: one that was published stays what it is, also when these checks grow.
 */
export function lintProgramme(programme: Programme): readonly Problem[] {
  return [
    ...repeatedKeys(programme),
    ...unknownGrades(programme),
    ...unknownNames(programme),
    ...gradesOutOfOrder(programme),
    ...tierProblems(programme),
    ...conditionProblems(programme),
    ...contactProblems(programme),
    ...rechargeProblems(programme),
    ...clientProblems(programme),
    ...lotProblems(programme),
    ...pointsProblems(programme),
    ...cardProblems(programme),
    ...entitlementProblems(programme),
    ...contractProblems(programme),
    ...caseProblems(programme),
    ...accountProblems(programme),
  ];
}
