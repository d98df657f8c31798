import type { LedgerKind } from '../../ipc/bindings';

const kinds: Record<LedgerKind, string> = {
  opening: 'Balance at the beginning',
  spend: 'Video',
  refund: 'Credit returned',
  adjustment: 'Difference taken note of',
};
const videos = (n: number) => (n === 1 ? '1 video' : `${n} videos`);

export const ledger = {
  title: 'Credit ledger',
  open: 'Credit ledger',
  balance: 'Balance at TikVod',
  expected: 'By this ledger',
  compared: 'Compared',
  never: 'Not yet',
  kinds,
  assumed: 'price not said, 1 credit assumed',
  empty: 'No credit has been spent from here yet.',
  older: 'Show older',
  save: 'Save as CSV',
  saved: (name: string) => `Saved “${name}”`,
  openFolder: 'Open folder',
  drift: (credits: string) => `TikVod's balance differs by ${credits}`,
  driftSince: (when: string) => `Since ${when}. It may be explained by:`,
  why: {
    inDoubt: (n: number) => `${videos(n)} whose answer was lost: each may have taken a credit`,
    unfinished: (n: number) => `${videos(n)} not finished: each may have given its credit back`,
    madeElsewhere: (n: number) => `${videos(n)} made elsewhere with the same account`,
    elsewhere: 'Credits that were bought, or spent by another program with the same account',
  },
  accept: 'Take note of it',
  noted: 'The ledger agrees with the balance again',
};
