/** Something that the issuer says is on for its holders: a promotion, a new season, an activity (domain 2.12). */
import type { BusinessDate } from '@scrip/calendar';
import type { AnnouncementEvent, AnnouncementMade } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** Sorts of announcements: the kinds of outreach that wait for one. */
export const ANNOUNCEMENT_KINDS = [
  'promotion',
  'newSeason',
  'activity',
  'giftToCollect',
  'pointsReminder',
  'weather',
] as const;

/** An announcement. */
export type AnnouncementState =
  | { readonly status: 'none' }
  | { readonly status: 'on' | 'withdrawn'; readonly made: AnnouncementMade };

export const announcementDecider: Decider<AnnouncementState, AnnouncementEvent> = {
  stream: 'announcement',
  initial: { status: 'none' },
  evolve(state, event) {
    switch (event.type) {
      case 'AnnouncementMade':
        return { status: 'on', made: event.data };
      case 'AnnouncementWithdrawn':
        if (state.status === 'none')
          throw new InvariantError(`${event.data.announcementId} was withdrawn and never made`);
        return { ...state, status: 'withdrawn' };
    }
  },
};

/**
 * Announces; the id is new. Refusals in the order tried:
 * - `dates_upside_down` {fromDate, toDate}.
 * - `announcement_over` {toDate, today}: its last day is over already.
 */
export function announce(
  _state: AnnouncementState,
  made: AnnouncementMade,
  today: BusinessDate,
): Decision<AnnouncementEvent> {
  const { fromDate, toDate } = made;
  if (fromDate > toDate) return reject('dates_upside_down', { fromDate, toDate });
  if (toDate < today) return reject('announcement_over', { toDate, today });
  return accept({ type: 'AnnouncementMade', data: made });
}

/**
 * Takes an announcement back; one that was taken back leaves no event. Refusals in the order tried:
 * - `announcement_unknown`.
 */
export function withdrawAnnouncement(state: AnnouncementState): Decision<AnnouncementEvent> {
  if (state.status === 'none') return reject('announcement_unknown');
  if (state.status === 'withdrawn') return accept();
  return accept({ type: 'AnnouncementWithdrawn', data: { announcementId: state.made.announcementId } });
}
