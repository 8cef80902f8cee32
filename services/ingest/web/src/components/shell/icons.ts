/** Outlines on a grid of 24 by 24, drawn with round ends. */
export const icons = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13M15.3 15.3L20 20',
  upload: 'M12 16V5M7 9.5L12 4.5l5 5M5 19.5h14',
  download: 'M12 4.5v11M7 11l5 5l5-5M5 19.5h14',
  close: 'M6 6l12 12M18 6L6 18',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M12 11v5M12 8v.01',
  heart: 'M12 19.5C6 15.5 4 12.5 4 9.5a4 4 0 0 1 8-1.3a4 4 0 0 1 8 1.3c0 3-2 6-8 10Z',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5',
  restore: 'M5 5v5h5M5.5 10a7.2 7.2 0 1 1-.4 4.5',
  play: 'M8 5.5v13l10.5-6.5Z',
  pause: 'M8.5 6v12M15.5 6v12',
  folder: 'M3.5 6.5h6l2 2.5h9v10h-17Z',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4L3 19.5h18ZM12 10v4.5M12 17v.01',
  filter: 'M4 7h16M7 12h10M10 17h4',
  down: 'M6 9.5l6 6l6-6',
  up: 'M6 14.5l6-6l6 6',
  picture: 'M4 5h16v14H4ZM4 16l4.5-5l4 4.5l2.5-2.5l5 5M15.5 9v.01',
  shield: 'M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9c-4-1.5-7-4.5-7-9V6ZM9 12l2.2 2.2L15.2 10',
} as const;

export type IconName = keyof typeof icons;
