import { actions } from './actions';
import { calendar } from './calendar';
import { common } from './common';
import { create } from './create';
import { errors } from './errors';
import { ledger } from './ledger';
import { library } from './library';
import { queue } from './queue';
import { settings } from './settings';
import { welcome } from './welcome';

export const en = { common, errors, actions, welcome, create, settings, queue, library, calendar, ledger };

/** The shape that every language has to fill; a missing entry does not compile. */
export type Catalogue = typeof en;
