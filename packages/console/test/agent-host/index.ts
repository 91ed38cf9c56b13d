// A host with the real agent on this machine: its programs run in namespaces of their own, so that /etc, /var and /run are the
// host's, and nothing of the machine's is touched. What systemd would start, its test starts.
// Not the lab's hosts: those boot, and have a systemd. No package changes here.
// May import: testkit (absence), node:.

export { type AgentHost, openAgentHost } from './agent-host.ts';
