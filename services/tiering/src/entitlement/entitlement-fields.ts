/** How requests name whose entitlement it is, and who uses it. */
import { z } from 'zod';
import { contractIdField, holderIdField, ownNumberField, programmeIdField, relativeIdField } from '../fields.ts';
import type { Subject } from './entitlement-desk.ts';

/** Either a holder in a programme or a contract; see `namesOne`. */
export const subjectFields = {
  holderId: holderIdField.optional().describe('With programmeId: what the holder has by grade or condition.'),
  programmeId: programmeIdField.optional(),
  contractId: contractIdField.optional().describe('In the place of the two: what the contract gives.'),
};
export const personFields = {
  relativeId: relativeIdField.optional().describe('Who uses it; left out: the holder.'),
  occasion: ownNumberField.optional().describe('The receipt, stay or event it is used at.'),
};
export const isWhole = { error: 'expected either holderId and programmeId, or contractId' };
/** A text that may be missing. */
export const textShape = z.string().nullable();

interface Named {
  readonly holderId?: string | undefined;
  readonly programmeId?: string | undefined;
  readonly contractId?: string | undefined;
}

/** Whether a request names a holder with a programme, or a contract, and not both. */
export function namesOne({ holderId, programmeId, contractId }: Named): boolean {
  return contractId === undefined
    ? holderId !== undefined && programmeId !== undefined
    : holderId === undefined && programmeId === undefined;
}

/** Whose entitlement a request that `namesOne` is about. */
export function subjectOf({ holderId = '', programmeId = '', contractId }: Named): Subject {
  return contractId === undefined ? { holderId, programmeId } : { contractId };
}
