// The parts that are loaded when they are first shown.
export const loadPanels = () => import('./panels.ts');
export const loadShare = () => import('./SharePanels.tsx');
export const loadKeys = () => import('./Keys.tsx');
export const loadConnect = () => import('./ConnectForm.tsx');
export const loadChange = () => import('../views/ChangeNote.tsx');
export const loadExplain = () => import('../views/Explain.tsx');
export const loadProgress = () => import('../views/Progress.tsx');
export const loadRowMenu = () => import('../views/RowMenu.tsx');
export const loadWhatIf = () => import('../views/WhatIf.tsx');
export const loadSearch = () => import('../views/Search.tsx');
export const loadNotes = () => import('../views/Notes.tsx');
export const loadTrouble = () => import('../views/TroubleText.tsx');
