export type State = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT';
