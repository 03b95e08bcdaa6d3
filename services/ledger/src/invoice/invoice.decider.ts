/**
 * The invoices of one recharge (domain 2.2, A9). A recharge is invoiced once, for the principal that was paid; never for
 * bonus and never at spending. The stream's id is made of the recharge's, so a second invoice meets the first.
 */
import type { InvoiceEvent, InvoiceIssued, WalletRecharged } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';

/** Tax item of prepaid cards: value was sold and no goods, so it is untaxed (domain 3). */
export const PREPAID_CARD_TAX_ITEM = '601';

/** What is known of a recharge's invoices: none yet, or the latest one. Plain data, since snapshots keep it as JSON. */
export type InvoiceState =
  | { readonly status: 'none' }
  | { readonly status: 'issued' | 'voided'; readonly latest: InvoiceIssued };

/** How a recharge's invoices are folded. */
export const invoiceDecider: Decider<InvoiceState, InvoiceEvent> = {
  stream: 'invoice',
  initial: { status: 'none' },
  evolve,
};

function evolve(state: InvoiceState, event: InvoiceEvent): InvoiceState {
  switch (event.type) {
    case 'InvoiceIssued':
      return { status: 'issued', latest: event.data };
    case 'InvoiceVoided':
      if (state.status === 'none') throw new InvariantError(`${event.data.invoiceId} was voided and never issued`);
      return { ...state, status: 'voided' };
  }
}

/** What a wallet's history has under the id that is to be invoiced; undefined when it has nothing. */
export type Invoiceable =
  | { readonly kind: 'recharge'; readonly recharge: WalletRecharged }
  | { readonly kind: 'spend' }
  | { readonly kind: 'cancelled' }
  | undefined;

/** A recharge is to be invoiced under a number of the tax system. */
export interface IssueInvoice {
  readonly invoiceId: string;
  /** Of the recharge; a spend's is refused. */
  readonly rechargeId: string;
  readonly invoiceNo: string;
}

/**
 * Invoices the principal of a recharge: ordinary, tax item 601, untaxed (domain 2.2, A9; domain 3). Once; a voided
 * invoice makes room for the next.
 * Refused in this order: `spend_not_invoiceable` (the id is a spend's); `recharge_unknown`; `recharge_cancelled`
 * {rechargeId}; `recharge_invoiced` with the number of the first invoice.
 */
export function issueInvoice(
  state: InvoiceState,
  command: IssueInvoice,
  invoiceable: Invoiceable,
): Decision<InvoiceEvent> {
  const { invoiceId, rechargeId, invoiceNo } = command;
  if (invoiceable?.kind === 'spend') return reject('spend_not_invoiceable', { spendId: rechargeId });
  if (!invoiceable) return reject('recharge_unknown', { rechargeId });
  if (invoiceable.kind === 'cancelled') return reject('recharge_cancelled', { rechargeId });
  if (state.status === 'issued') {
    return reject('recharge_invoiced', { rechargeId, invoiceNo: state.latest.invoiceNo });
  }
  const { walletId, holderId, principalFen, programmeId, programmeVersion } = invoiceable.recharge;
  return accept({
    type: 'InvoiceIssued',
    data: {
      invoiceId,
      walletId,
      holderId,
      rechargeId,
      invoiceNo,
      issueNo: state.status === 'none' ? 1 : state.latest.issueNo + 1,
      amountFen: principalFen,
      invoiceKind: 'ordinary',
      taxItem: PREPAID_CARD_TAX_ITEM,
      taxTreatment: 'untaxed',
      programmeId,
      programmeVersion,
    },
  });
}

/**
 * Records that an invoice was voided in the tax system; the recharge can be invoiced again.
 * Refused in this order: `invoice_unknown`; `invoice_voided` (already).
 * @param reason snake_case.
 */
export function voidInvoice(state: InvoiceState, reason: string): Decision<InvoiceEvent> {
  if (state.status === 'none') return { kind: 'refused', refusal: INVOICE_UNKNOWN };
  const { invoiceId, walletId, holderId, rechargeId, invoiceNo, issueNo, amountFen, programmeId } = state.latest;
  if (state.status === 'voided') return reject('invoice_voided', { invoiceId, invoiceNo });
  return accept({
    type: 'InvoiceVoided',
    data: { invoiceId, walletId, holderId, rechargeId, invoiceNo, issueNo, amountFen, reason, programmeId },
  });
}

/** No recharge was ever invoiced under this id. */
export const INVOICE_UNKNOWN: Refusal = { code: 'invoice_unknown', detail: {} };
