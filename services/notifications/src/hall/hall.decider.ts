/** The service hall of a shop on one day: windows that serve, visitors who wait with a promised time, the gift where it passed (domain 2.12). */
import type { EpochMs } from '@scrip/calendar';
import type { HallEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** Tickets of one hall on one day: more than any printer of tickets gives. */
export const TICKETS_MAX = 3_000;
/** Windows of one hall. */
export const WINDOWS_MAX = 100;

const MINUTE_MS = 60_000;

/** Somebody who waits. */
export interface WaitingTicket {
  readonly ticketId: string;
  readonly ticketNo: number;
  readonly promisedAt: EpochMs;
  readonly isGiftPromised: boolean;
}

/** The hall on its day; plain data. */
export interface HallState {
  readonly tickets: number;
  /** Numbers of the windows that serve. */
  readonly windows: readonly number[];
  /** In the order in which they are called. */
  readonly waiting: readonly WaitingTicket[];
  /** Tickets that were called too late; a gift for each, once. */
  readonly giftsDue: readonly string[];
  readonly giftsGiven: readonly string[];
}

/** How a hall's stream is folded. */
export const hallDecider: Decider<HallState, HallEvent> = {
  stream: 'hall',
  initial: { tickets: 0, windows: [], waiting: [], giftsDue: [], giftsGiven: [] },
  evolve(state, event) {
    switch (event.type) {
      case 'HallWindowOpened':
        return { ...state, windows: [...state.windows, event.data.windowNo] };
      case 'HallWindowClosed':
        return { ...state, windows: state.windows.filter((one) => one !== event.data.windowNo) };
      case 'HallTicketTaken': {
        const { ticketId, ticketNo, promisedAt, isGiftPromised } = event.data;
        const waiting = [...state.waiting, { ticketId, ticketNo, promisedAt, isGiftPromised }];
        return { ...state, tickets: ticketNo, waiting };
      }
      case 'HallTicketCalled': {
        const { ticketId, isGiftDue } = event.data;
        const giftsDue = isGiftDue ? [...state.giftsDue, ticketId] : state.giftsDue;
        return { ...state, waiting: without(state.waiting, ticketId), giftsDue };
      }
      case 'HallTicketDropped':
        return { ...state, waiting: without(state.waiting, event.data.ticketId) };
      case 'HallGiftGiven': {
        const { ticketId } = event.data;
        if (!state.giftsDue.includes(ticketId)) throw new InvariantError(`${ticketId} got a gift that was not due`);
        return { ...state, giftsGiven: [...state.giftsGiven, ticketId] };
      }
    }
  },
};

function without(waiting: readonly WaitingTicket[], ticketId: string): readonly WaitingTicket[] {
  return waiting.filter((one) => one.ticketId !== ticketId);
}

/** Which hall, on which day. */
export interface HallDay {
  readonly hallId: string;
  readonly queueKey: string;
  readonly businessDate: string;
}

/** What the programme says about the hall. */
export interface HallTerms {
  /** Windows that are counted with before any is open. */
  readonly windows: number;
  readonly minutesEach: number;
  readonly isGiftPromised: boolean;
  readonly programmeId: string;
  readonly programmeVersion: number;
}

/** How long a visitor waits. */
export interface Wait {
  readonly aheadTickets: number;
  readonly windows: number;
  readonly minutesEach: number;
  readonly promisedMinutes: number;
}

/**
 * What a visitor who comes now is told: those ahead, times minutes each, by the windows that serve, up to the next whole
 * minute (domain 2.12: 40 ahead, 5 windows, 4 minutes each: 32 minutes). Before a window is open, as many as the programme says.
 */
export function waitNow(
  { waiting, windows: open }: HallState,
  terms: Pick<HallTerms, 'windows' | 'minutesEach'>,
): Wait {
  const aheadTickets = waiting.length;
  const windows = open.length === 0 ? terms.windows : open.length;
  const { minutesEach } = terms;
  return { aheadTickets, windows, minutesEach, promisedMinutes: Math.ceil((aheadTickets * minutesEach) / windows) };
}

/** Gives a ticket with its promised time. Refused: `tickets_exceeded` {tickets, most}. */
export function takeTicket(
  state: HallState,
  command: HallDay & { readonly ticketId: string; readonly holderId: string | null; readonly at: EpochMs },
  terms: HallTerms,
): Decision<HallEvent> {
  if (state.tickets >= TICKETS_MAX) return reject('tickets_exceeded', { tickets: state.tickets, most: TICKETS_MAX });
  const { at, ...about } = command;
  const wait = waitNow(state, terms);
  const promisedAt = at + wait.promisedMinutes * MINUTE_MS;
  const { isGiftPromised, programmeId, programmeVersion } = terms;
  const ticketNo = state.tickets + 1;
  return accept({
    type: 'HallTicketTaken',
    data: { ...about, ticketNo, ...wait, promisedAt, isGiftPromised, programmeId, programmeVersion },
  });
}

/**
 * Calls the next visitor to a window; called after the promised time, a gift is due where the programme promises one.
 * Refused in this order: `window_closed` {windowNo}; `nobody_waiting`.
 */
export function callNext(
  state: HallState,
  { hallId, windowNo, by, at }: { hallId: string; windowNo: number; by: string; at: EpochMs },
): Decision<HallEvent> {
  if (!state.windows.includes(windowNo)) return reject('window_closed', { windowNo });
  const [next] = state.waiting;
  if (!next) return reject('nobody_waiting');
  const { ticketId, ticketNo, promisedAt, isGiftPromised } = next;
  const isLate = at > promisedAt;
  const data = { hallId, ticketId, ticketNo, windowNo, promisedAt, isLate, isGiftDue: isLate && isGiftPromised };
  return accept({ type: 'HallTicketCalled', data: { ...data, calledBy: by } });
}

/** A visitor does not wait any longer. Refused: `ticket_unknown`: it does not wait. */
export function dropTicket(state: HallState, hallId: string, ticketId: string): Decision<HallEvent> {
  const ticket = state.waiting.find((one) => one.ticketId === ticketId);
  if (!ticket) return reject('ticket_unknown', { ticketId });
  return accept({ type: 'HallTicketDropped', data: { hallId, ticketId, ticketNo: ticket.ticketNo } });
}

/** Gives the small gift for a wait that was longer than promised; once. Refused in this order: `gift_not_due`; `gift_given`. */
export function giveGift(
  state: HallState,
  { hallId, ticketId, by }: { hallId: string; ticketId: string; by: string },
): Decision<HallEvent> {
  if (!state.giftsDue.includes(ticketId)) return reject('gift_not_due', { ticketId });
  if (state.giftsGiven.includes(ticketId)) return reject('gift_given', { ticketId });
  return accept({ type: 'HallGiftGiven', data: { hallId, ticketId, givenBy: by } });
}

/** A window serves. Refused: `window_open` {windowNo}. */
export function openWindow(state: HallState, day: HallDay, windowNo: number, by: string): Decision<HallEvent> {
  if (state.windows.includes(windowNo)) return reject('window_open', { windowNo });
  return accept({ type: 'HallWindowOpened', data: { ...day, windowNo, openedBy: by } });
}

/** A window serves nobody any more. Refused: `window_closed` {windowNo}. */
export function closeWindow(state: HallState, hallId: string, windowNo: number, by: string): Decision<HallEvent> {
  if (!state.windows.includes(windowNo)) return reject('window_closed', { windowNo });
  return accept({ type: 'HallWindowClosed', data: { hallId, windowNo, closedBy: by } });
}
