import { describe, expect, it } from '@jest/globals';
import { fold } from '@scrip/decider';
import { after, COMMANDS, IN_STOCK, IN_USE, SOLD } from '../../test/card-commands.ts';
import { type CardState, cardDecider } from './card.decider.ts';
import { CARD_STATES, type CardKind } from './card-life.ts';

/** A card in each state, and what is asked of it: where it leads, or the code of the refusal. One row a state, one word a command. */
const TABLE: readonly (readonly [string, CardState, Readonly<Record<string, string>>])[] = [
  ['unknown', after(), { issue: 'issued', apply: 'applied', produceBlank: 'produced' }],
  ['applied', after('apply'), { approve: 'approved', void: 'void' }],
  [
    'approved',
    after('apply', 'approve'),
    { produce: 'produced', issueMade: 'issued', void: 'void', approve: 'card_already_approved' },
  ],
  [
    'produced',
    after('apply', 'approve', 'produce'),
    { stock: 'in_stock', issueMade: 'issued', void: 'void', produce: 'card_already_produced' },
  ],
  [
    'in stock, for its holder',
    after('apply', 'approve', 'produce', 'stock'),
    {
      allot: 'in_stock',
      issueMade: 'issued',
      expire: 'expired',
      void: 'void',
      sell: 'card_of_holder',
      stock: 'card_already_in_stock',
    },
  ],
  [
    'in stock, blank',
    after(...IN_STOCK),
    {
      allot: 'in_stock',
      sell: 'active',
      expire: 'expired',
      void: 'void',
      issueMade: 'card_of_nobody',
      stock: 'card_already_in_stock',
    },
  ],
  [
    'issued',
    after('issue'),
    {
      activate: 'active',
      lose: 'lost',
      steal: 'stolen',
      startReplacement: 'issued',
      replace: 'replaced',
      void: 'void',
      expire: 'expired',
      setPin: 'issued',
      issueMade: 'card_already_issued',
      resetPin: 'pin_not_set',
      tryPin: 'pin_not_set',
      tryWrongPin: 'pin_not_set',
      changePin: 'pin_not_set',
    },
  ],
  [
    'active, with a PIN',
    after(...IN_USE, 'setPin'),
    {
      suspend: 'suspended',
      damage: 'damaged',
      lose: 'lost',
      steal: 'stolen',
      startReplacement: 'active',
      replace: 'replaced',
      void: 'void',
      expire: 'expired',
      resetPin: 'active',
      tryPin: 'active',
      tryWrongPin: 'active',
      changePin: 'active',
      activate: 'card_already_active',
      resume: 'card_already_active',
      sell: 'card_already_active',
      setPin: 'pin_already_set',
      register: 'card_of_holder',
    },
  ],
  [
    'active, with a locked PIN',
    after(...IN_USE, 'setPin', 'tryWrongPin', 'tryWrongPin', 'tryWrongPin'),
    {
      suspend: 'suspended',
      damage: 'damaged',
      lose: 'lost',
      steal: 'stolen',
      startReplacement: 'active',
      replace: 'replaced',
      void: 'void',
      expire: 'expired',
      resetPin: 'active',
      tryPin: 'pin_locked',
      tryWrongPin: 'pin_locked',
      changePin: 'pin_locked',
      activate: 'card_already_active',
      resume: 'card_already_active',
      sell: 'card_already_active',
      setPin: 'pin_already_set',
      register: 'card_of_holder',
    },
  ],
  [
    'active, of a bearer',
    after(...SOLD),
    {
      suspend: 'suspended',
      damage: 'damaged',
      void: 'void',
      expire: 'expired',
      register: 'active',
      lose: 'card_not_registered',
      steal: 'card_not_registered',
      startReplacement: 'card_not_registered',
      replace: 'card_not_registered',
      setPin: 'card_not_registered',
      resetPin: 'card_not_registered',
      tryPin: 'pin_not_set',
      tryWrongPin: 'pin_not_set',
      changePin: 'pin_not_set',
      activate: 'card_already_active',
      resume: 'card_already_active',
      sell: 'card_already_active',
    },
  ],
  [
    'suspended',
    after(...IN_USE, 'suspend'),
    {
      resume: 'active',
      lose: 'lost',
      steal: 'stolen',
      startReplacement: 'suspended',
      replace: 'replaced',
      void: 'void',
      expire: 'expired',
      suspend: 'card_already_suspended',
      register: 'card_of_holder',
    },
  ],
  [
    'lost',
    after(...IN_USE, 'lose'),
    {
      proposeUnblock: 'lost',
      startReplacement: 'lost',
      replace: 'replaced',
      void: 'void',
      approveUnblock: 'unblock_not_proposed',
      declineUnblock: 'unblock_not_proposed',
      lose: 'card_already_lost',
      steal: 'card_already_lost',
    },
  ],
  [
    'stolen before it was handed over, and asked for to be unblocked',
    after('issue', 'steal', 'proposeUnblock'),
    {
      approveUnblock: 'issued',
      declineUnblock: 'stolen',
      startReplacement: 'stolen',
      replace: 'replaced',
      void: 'void',
      proposeUnblock: 'unblock_proposed',
      lose: 'card_already_stolen',
      steal: 'card_already_stolen',
    },
  ],
  [
    'damaged',
    after(...IN_USE, 'damage'),
    {
      suspend: 'suspended',
      resume: 'active',
      lose: 'lost',
      steal: 'stolen',
      startReplacement: 'damaged',
      replace: 'replaced',
      void: 'void',
      expire: 'expired',
      setPin: 'damaged',
      damage: 'card_already_damaged',
      resetPin: 'pin_not_set',
      tryPin: 'pin_not_set',
      tryWrongPin: 'pin_not_set',
      changePin: 'pin_not_set',
      register: 'card_of_holder',
    },
  ],
  [
    'damaged, its replacement on the way',
    after(...IN_USE, 'damage', 'startReplacement'),
    {
      suspend: 'suspended',
      lose: 'lost',
      steal: 'stolen',
      expire: 'expired',
      setPin: 'damaged',
      resume: 'replacement_open',
      startReplacement: 'replacement_open',
      replace: 'replacement_open',
      void: 'replacement_open',
      damage: 'card_already_damaged',
      resetPin: 'pin_not_set',
      tryPin: 'pin_not_set',
      tryWrongPin: 'pin_not_set',
      changePin: 'pin_not_set',
      register: 'card_of_holder',
    },
  ],
  ['replaced', after(...IN_USE, 'replace'), {}],
  [
    'expired',
    after(...IN_USE, 'expire'),
    {
      startReplacement: 'expired',
      replace: 'replaced',
      void: 'void',
      expire: 'card_already_expired',
      register: 'card_of_holder',
    },
  ],
  ['void', after('issue', 'void'), { void: 'card_already_void' }],
];

describe('each command in each state', () => {
  it.each(TABLE)('a card that is %s', (_name, state, row) => {
    for (const [name, command] of Object.entries(COMMANDS)) {
      const decision = command(state);
      const found =
        decision.kind === 'refused' ? decision.refusal.code : fold(cardDecider, decision.events, state).kind;
      const plain = ['issue', 'apply', 'produceBlank'].includes(name) ? 'card_exists' : `card_${state.kind}`;
      expect({ [name]: found }).toEqual({ [name]: row[name] ?? plain });
    }
  });

  it('covers every state', () => {
    const covered = new Set<CardKind>(TABLE.map(([, state]) => state.kind));
    expect(['unknown', ...CARD_STATES].filter((kind) => !covered.has(kind as CardKind))).toEqual([]);
  });
});
