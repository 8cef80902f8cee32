import type { ActivityEvent } from '../../../api/activity';
import { texts } from '../../../texts';
import type { IconName } from '../../shell/icons';

const words = texts.activity;

/** An event in words. */
export interface Wording {
  icon: IconName;
  title: string;
  /** What it means, and what to do about it where something is to be done. */
  meaning: string;
  /** The upload id of the item that can still be seen, if there is one. */
  item: string | undefined;
  facts: readonly (readonly [name: string, value: string | undefined])[];
}

/** By the whole name of an event or its first part. */
const ICONS: Readonly<Record<string, IconName>> = {
  upload: 'upload',
  'upload.accepted': 'shield',
  'upload.rejected': 'alert',
  media: 'pencil',
  'media.trashed': 'trash',
  'media.restored': 'restore',
  'media.purged': 'close',
  link: 'link',
  access: 'alert',
  account: 'person',
  'account.password_changed': 'lock',
  api_key: 'key',
  passkey: 'key',
  totp: 'shield',
  recovery_codes: 'shield',
  recovery_code: 'alert',
  'session.proved': 'shield',
  session: 'door',
};

export function wordingOf(event: ActivityEvent): Wording {
  const { title, meaning } = titleOf(event);
  const reason = reasonOf(event);
  return {
    icon: ICONS[event.event] ?? ICONS[event.event.split('.')[0] ?? ''] ?? 'info',
    title: reason === '' ? title : words.because(title, reason),
    meaning,
    item: itemOf(event),
    facts: factsOf(event),
  };
}

function titleOf(event: ActivityEvent): { title: string; meaning: string } {
  const what = subjectOf(event);
  if (event.event === 'upload.accepted' && event.itemId !== undefined) {
    return { title: words.already(what), meaning: words.alreadyMeaning };
  }
  const rejection = event.outcome === 'success' ? undefined : words.rejections[event.event];
  const known = rejection ?? words.events[event.event];
  if (known === undefined) return { title: words.unknown(event.event), meaning: words.unknownMeaning };
  return { title: known.title(what, words.was(event.mediaCount ?? 1)), meaning: known.meaning };
}

/** What it happened to. */
function subjectOf({ event, fileName, mediaCount }: ActivityEvent): string {
  if (fileName !== undefined) return fileName;
  if (mediaCount !== undefined) return words.items(mediaCount);
  return event.startsWith('upload.') ? words.aFile : words.anItem;
}

/** After these an item is in the library, or in its trash, as far as this event knows. */
const SHOWABLE: ReadonlySet<string> = new Set([
  'upload.accepted',
  'media.edited',
  'media.trashed',
  'media.restored',
  'link.issued',
]);

function itemOf({ event, outcome, itemId, uploadId }: ActivityEvent): string | undefined {
  return SHOWABLE.has(event) && outcome === 'success' ? (itemId ?? uploadId) : undefined;
}

function reasonOf({ reason }: ActivityEvent): string {
  return reason === undefined ? '' : (words.reasons[reason] ?? reason.toLowerCase().replaceAll('_', ' '));
}

function factsOf(event: ActivityEvent): Wording['facts'] {
  return [
    [words.facts.file, event.fileName],
    [words.facts.address, event.address],
    [words.facts.changed, event.changed?.map((part) => words.changes[part] ?? part).join(', ')],
    [words.facts.signature, event.signature],
    [words.facts.signatureVersion, event.signatureVersion],
    [words.facts.sha256, event.sha256],
    [words.facts.reason, event.reason],
    [words.facts.event, event.event],
  ];
}
