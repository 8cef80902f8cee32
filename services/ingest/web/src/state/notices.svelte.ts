/** A short message, perhaps with something to do about it. */
export interface Notice {
  id: number;
  text: string;
  tone: 'plain' | 'error';
  /** Sentences that say more, one a line. */
  details?: readonly string[];
  action?: NoticeAction;
}

export interface NoticeAction {
  label: string;
  run: () => void;
}

const MAX_NOTICES = 3;
const SHOWN_MILLISECONDS = 8_000;

/** The messages at the bottom of the page. Errors stay until they are dismissed; the others leave by themselves. */
export class Notices {
  #next = 1;
  list = $state.raw<readonly Notice[]>([]);

  show(text: string, action?: NoticeAction): void {
    const notice = this.#add({ text, tone: 'plain', ...(action && { action }) });
    setTimeout(() => this.dismiss(notice.id), SHOWN_MILLISECONDS);
  }

  complain(text: string, more: Pick<Notice, 'details' | 'action'> = {}): void {
    this.#add({ text, tone: 'error', ...more });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  clear(): void {
    this.list = [];
  }

  #add(notice: Omit<Notice, 'id'>): Notice {
    const added = { ...notice, id: this.#next++ };
    const others = this.list.filter(({ text }) => text !== notice.text);
    this.list = [...others, added].slice(-MAX_NOTICES);
    return added;
  }
}
