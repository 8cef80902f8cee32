import type { Component } from 'svelte';
import type { User } from '../../api/session';
import { PATHS } from '../../state/router.svelte';
import { texts } from '../../texts';
import type { IconName } from '../shell/icons';

/** A page of the account area. */
export interface AccountPlace {
  path: string;
  name: string;
  icon: IconName;
  /** Fetches the page's code, which is no part of what a visitor loads first. */
  load: () => Promise<{ default: Component }>;
  /** Whether it is for administrators alone. */
  administrators?: true;
}

/** The pages of the account area in the order of its navigation. The first one stands at `/account` itself. */
export const accountPlaces: readonly AccountPlace[] = [
  {
    path: PATHS.account,
    name: texts.profile.title,
    icon: 'person',
    load: () => import('./profile/ProfilePage.svelte'),
  },
  {
    path: '/account/sessions',
    name: texts.sessions.title,
    icon: 'devices',
    load: () => import('./sessions/SessionsPage.svelte'),
  },
  {
    path: '/account/password',
    name: texts.password.title,
    icon: 'lock',
    load: () => import('./password/PasswordPage.svelte'),
  },
  {
    path: PATHS.factors,
    name: texts.factors.title,
    icon: 'shield',
    load: () => import('./factors/FactorsPage.svelte'),
  },
  {
    path: '/account/keys',
    name: texts.keys.title,
    icon: 'key',
    load: () => import('./keys/KeysPage.svelte'),
  },
  {
    path: '/account/activity',
    name: texts.activity.title,
    icon: 'history',
    load: () => import('./activity/ActivityPage.svelte'),
  },
  {
    path: PATHS.leaving,
    name: texts.leaving.title,
    icon: 'door',
    load: () => import('./leaving/LeavingPage.svelte'),
  },
  {
    path: PATHS.people,
    name: texts.people.title,
    icon: 'people',
    load: () => import('./people/PeoplePage.svelte'),
    administrators: true,
  },
  {
    path: PATHS.invitations,
    name: texts.invitations.title,
    icon: 'link',
    load: () => import('./people/InvitationsPage.svelte'),
    administrators: true,
  },
];

/** The pages that somebody has. */
export function placesFor(user: User): readonly AccountPlace[] {
  return accountPlaces.filter(({ administrators }) => !administrators || user.role === 'administrator');
}

/** The page at an address, among those given; a slash at its end makes no difference. */
export function placeAt(path: string, among: readonly AccountPlace[] = accountPlaces): AccountPlace | undefined {
  const plain = path.replace(/\/+$/, '');
  return among.find((place) => place.path === plain);
}
