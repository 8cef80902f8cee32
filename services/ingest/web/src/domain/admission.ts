import type { Limits } from '../api/limits';
import { texts } from '../texts';

const VIDEO_EXTENSIONS: ReadonlySet<string> = new Set(['mp4', 'm4v', 'mov', 'webm', 'mkv', 'qt', 'avi', '3gp', '3g2']);

/** Why a file need not be sent at all, in a sentence; `undefined` when it may be. The server decides anew in any case. */
export function rejectionReason(file: { name: string; size: number }, limits: Limits): string | undefined {
  const extension = extensionOf(file.name);
  if (!limits.extensions.includes(extension)) return texts.upload.wrongExtension(listed(limits.extensions));
  if (file.size === 0) return texts.upload.empty;
  const limit = VIDEO_EXTENSIONS.has(extension) ? limits.videoBytes : limits.photoBytes;
  return file.size > limit ? texts.upload.tooLarge(limit) : undefined;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
}

const list = new Intl.ListFormat('en', { type: 'disjunction' });

function listed(extensions: readonly string[]): string {
  return list.format(extensions.map((extension) => extension.toUpperCase()));
}
