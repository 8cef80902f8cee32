import type { Camera } from '../format/camera';

/** Whether an item is looked at or played. */
export type MediaKind = 'photo' | 'video';

/** Who or what gave an item its tag. */
export type TagSource = 'user' | 'model' | 'place' | 'camera' | 'time' | 'shape' | 'colour';

export interface Tag {
  name: string;
  source: TagSource;
  /** How sure the source is, 0 to 1; absent where being sure is not a question. */
  confidence?: number;
}

/** Degrees north and east, WGS 84. */
export interface Position {
  latitude: number;
  longitude: number;
}

/** The proof that a file was scanned before it was stored. */
export interface ScanReport {
  engine: string;
  signatureVersion: string;
  scannedAt: string;
}

/** Why a search found an item: a part of what was asked, and what of the item it holds of. */
export interface Match {
  term: string;
  by: string;
  value: string;
}

/** One photo or video as the edge describes it. Moments are RFC 3339 in UTC; sides are pixels, upright. */
export interface Item {
  uploadId: string;
  fileName: string;
  kind: MediaKind;
  contentType: string;
  bytes: number;
  sha256: string;
  width: number;
  height: number;
  durationSeconds?: number;
  takenAt: string;
  takenAtSource: string;
  uploadedAt: string;
  title?: string;
  favorite: boolean;
  trashedAt?: string;
  /** From when on it is deleted for good, if it is in the trash. */
  purgeAt?: string;
  tags: Tag[];
  camera?: Camera;
  position?: Position;
  videoCodec?: string;
  /** ThumbHash in base64: about 25 bytes that stand in while the preview loads. */
  thumbhash: string;
  scan?: ScanReport;
  /** Addresses that stay the same, by the longest side in pixels; they take the cookie of the session. */
  previews: Record<'256' | '1440', string>;
  etag: string;
  /** Present where a search was asked to explain itself. */
  matched?: Match[];
}

/** Changes of single tags: accepting makes a suggestion the owner's own, rejecting ends it for good. */
export interface TagChanges {
  add?: readonly string[];
  accept?: readonly string[];
  reject?: readonly string[];
  remove?: readonly string[];
}

/** What the owner may change; only the members present are changed. */
export interface ItemChanges {
  title?: string;
  tags?: TagChanges;
  favorite?: boolean;
  trashed?: boolean;
}

export interface ItemPage {
  items: Item[];
  nextCursor?: string;
}
