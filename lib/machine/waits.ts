/**
 * How long the processes of this product wait for one another: what follows from no setting, with its unit (ms) and its reason. Waits that
 * follow from the Quality of Service timeout are in `lib/engine/mirror/timing.ts`; what is no wait for another process (the pace of a
 * simulation, of a drawing, of the lab) stands where it is used. `waits.test.ts` holds how they fit together.
 */

// ---- Between members, by their superservers

/** A host that is up accepts at once. */
export const CONNECT_MS = 1500;
/** Who is there answers at once; one that does not is most likely the member, and hangs. */
export const IDENTIFY_MS = 500;
/** A TLS handshake takes a few milliseconds of work; a peer that needs longer than this hangs. */
export const HANDSHAKE_MS = 5000;
/** Whoever dials gives a handshake up before the other end does, and dials anew. */
export const DIALED_HANDSHAKE_MS = 3000;
/** Whoever connects says at once what it wants. */
export const HELLO_MS = 5000;
/** How long a partner may take to answer a question before it counts as unreachable. */
export const PARTNER_ANSWER_MS = 1500;
/** The same of whomever an async asks. Longer than between failover members: nothing waits for this one. */
export const ASYNC_ANSWER_MS = 2500;
/** A member that is up says within moments what it is; one whose host is away never does. */
export const STANDING_MS = 2500;
/** Whoever opens a connection for a question asks it at once. */
export const STATUS_REQUEST_MS = 3000;
/** A subtree of a mirror's status is asked of every member at once; each gets this long. */
export const STATUS_ANSWER_MS = 4000;
/** Asked over the network and written down there. */
export const WRITTEN_ANSWER_MS = 6000;
/** So long a member that knows no database of that name waits for it: what the primary has just done is on its way. */
export const CATALOGUE_MS = 2000;
/** The primary writes "no failover" down before it answers. */
export const NO_FAILOVER_ANSWER_MS = 4000;
/** A joining member says who it is as soon as it is let in. */
export const JOIN_REQUEST_MS = 10_000;
/** The primary tries the addresses of whoever joins before it answers. */
export const JOIN_ANSWER_MS = 15_000;
/** An address that somebody typed may lead nowhere: longer than a host asks for it on its segment. */
export const REACH_ADDRESS_MS = 4000;
/** Whoever listens there says who it is; with TLS after a handshake. */
export const PROOF_ANSWER_MS = 3000;
/** What was said last must have left before the connections end with this process. */
export const LAST_WORD_MS = 300;
/** How long a peer may take to receive the last words. */
export const FINISH_MS = 1000;
/** How often a member says of itself how it is. */
export const PROGRESS_MS = 1000;
/** A backup's databases follow the primary's commits within about this time. */
export const COMMITTED_MS = 20;
/** An async that is current gets journal this long after it became durable. */
export const ASYNC_GATHER_MS = 50;
/** Rest after each full piece: at most about 50 MB of journal a second go to one async. */
export const ASYNC_REST_MS = 5;
/** What is committed and how the primary fares is said to an async at most this often. */
export const ASYNC_WORD_MS = 100;

// ---- Agents and the arbiter

/** Agent calls during a failover must fail quickly: the machine asks again. */
export const AGENT_REPORT_MS = 2500;
/** Where a person waits, and a busy agent that reads a long journal must not pass for one that is away. */
export const AGENT_PATIENT_MS = 5000;
/** Killing a process and waiting for its end. */
export const FORCE_DOWN_MS = 8000;
/** That, and syncing a small file. */
export const AGENT_EDIT_MS = 8000;
/** One piece of a journal file, from a disk that is busy. */
export const FETCH_STEP_MS = 10_000;
/** How often the agents of others are looked at. */
export const AGENT_LOOK_MS = 2000;
/** An agent that is up answers at once; one that is frozen must be found out within the time in which a person looks. */
export const AGENT_LOOK_ANSWER_MS = 1500;
/** The agent of this host is no network away. */
export const LOCAL_AGENT_MS = 2000;
/** That of another is looked for at an address that somebody typed, and tells of a journal. */
export const REMOTE_AGENT_MS = 6000;
/** A caller asks one thing and goes. Longer than killing an instance takes, or a step of a journal file. */
export const AGENT_SILENCE_MS = 60_000;
/** An instance that does not answer its own agent within this hangs. */
export const INSTANCE_STANDING_MS = 1000;
/** How it is, for a person: nothing is decided by it. */
export const INSTANCE_DESCRIBE_MS = 3000;
/** A killed process is gone within milliseconds, unless the kernel waits for a disk. */
export const KILL_MS = 5000;
/** No child of ours: nobody tells when it has gone. */
export const KILL_LOOK_MS = 10;
/**
 * A process whose mirrors are activated listens within a second or two, one that ends has ceased to: only when nobody listens for longer
 * does it hang. One that is starting has a long journal to read and leads nothing: it may take as long as it needs.
 */
export const QUIET_MS = 10_000;
/** However patient the mirror is, an arbiter that takes longer is tried again. */
export const ARBITER_ANSWER_MS_MAX = 3000;
/** The answer needs one way there and back, and a signature. */
export const ARBITER_PROOF_MS = 3000;
/** How often the way to the arbiter is measured. */
export const ARBITER_ECHO_MS = 2000;
/** Longer than any outage that a mirror is expected to ride out. */
export const ARBITER_UNATTENDED_MS = 3_600_000;
/** 90 days. A mirror that has not connected for so long makes room among the keys of an arbiter: it is gone, or can show its key anew. */
export const ARBITER_PIN_UNUSED_MS = 7_776_000_000;
/** A day. The time of use is kept to this: the file is not written at every connection. */
export const ARBITER_PIN_USE_STEP_MS = 86_400_000;
/** How often an agent tells the lab how its arbiter is: the lab shows it. */
export const ARBITER_TOLD_MS = 500;

// ---- Orders of a person, and the roles of a member

/** Engine facts 4.13: the product waits this long for a member that was ordered to become primary. */
export const BECOME_PRIMARY_MS = 60_000;
/** The takeover of a promoted member applies what is left of the journal first. */
export const PROMOTED_LEAD_MS = 60_000;
/** How often the agent of an awaited partner is asked. */
export const PARTNER_LOOK_MS = 2000;
/** The backup has to stop and write it down before the primary answers; then this member becomes what it was made. */
export const ROLE_ORDER_MS = 20_000;
/** The backup stops and writes it down before it answers. */
export const ASK_DEMOTION_MS = 10_000;
/** Whether a member may be demoted is asked of its memory. */
export const ASK_WHETHER_MS = 3000;
/** The primary asks its backup before it answers whether. */
export const ASK_PRIMARY_WHETHER_MS = 6000;
/** Stopping is asked of the machine; the primary hears of it on a data channel that is open. */
export const STOP_MIRROR_MS = 5000;
/** A state is stored in milliseconds; a disk that hangs keeps the note for the next start. */
export const NAMES_WRITTEN_MS = 5000;
/** Whoever is away delays the start of a member by no more than this. */
export const ROLE_AT_START_MS = 1000;
/** One address that is silent, another one, and the answer there. */
export const ROLE_ASK_MS = 5000;
/** A member that does not know its role waits for nothing else. */
export const ROLE_ASK_AGAIN_MS = 1000;
/** Nobody waits for the answer of a member that knows its role. */
export const ROLE_WATCH_MS = 5000;

// ---- What a disk may take

/** Engine facts 6.4: a disk that completes no write for this long hangs. */
export const HUNG_WRITE_MS = 30_000;
/** Engine facts 6.4: a write is tried again for so long; then journaling stops, where it need not freeze. */
export const DISABLE_JOURNALING_MS = 150_000;
/** Engine facts 6.4: records for which nobody waits are written after this long. */
export const IDLE_FLUSH_MS = 2000;
/** Engine facts 6.4: a failed write is tried again about once a second. */
export const WRITE_RETRY_MS = 1000;
/** How long the mirror state is tried to be stored before this member gives up (engine facts 6.4: 30 s without a write). */
export const PERSIST_MS = 30_000;
/** How often that is tried again. */
export const PERSIST_RETRY_MS = 1000;
/** After a full file could not be left. */
export const SWITCH_RETRY_MS = 2000;
/** Databases and their positions are flushed to the disk this often, so that a power cut means a short replay. */
export const FLUSH_MS = 5000;
/** Between two tries to write the record for the agent; it doubles up to the next. */
export const REGISTER_RETRY_MS = 500;
/** A disk that takes nothing is not asked more often. */
export const REGISTER_RETRY_MS_MAX = 30_000;
/** lmdb tells in a promise of its own why it could not commit; it has never been seen to take long. */
export const STORE_REASON_MS = 1000;

// ---- Databases, and the journal in them

/** Updates of this instance go into the database files together, this often. */
export const APPLY_COMMITTED_MS = 200;
/** After a database refused its updates they are offered to it again. */
export const APPLY_RETRY_MS = 2000;
/** A backup's databases follow within about this time. */
export const DEJOURNAL_MS = 100;
/**
 * After a failure, or after a database refused an update: its disk may recover or have room, and a person must be able to read the log
 * meanwhile.
 */
export const DEJOURNAL_RETRY_MS = 30_000;
/** An updater that nobody uses is a thread too many. */
export const UPDATER_IDLE_MS = 30_000;
/** The filter ends an endless loop itself; this is for one that cannot even do that: in a function of the machine's own. */
export const FILTER_GRACE_MS = 5000;
/** What was written to a database that is to be dismounted is committed and in its file within this time, or it stays mounted. */
export const SETTLE_DATABASE_MS = 60_000;
/** A copy of the primary's file may be ahead of what has come here; it is waited for this long. */
export const COPY_AHEAD_MS = 10_000;
/** How often what awaits its download is looked for. */
export const DOWNLOAD_LOOK_MS = 1000;
/** After a failure, and while nobody has a copy. */
export const DOWNLOAD_RETRY_MS = 15_000;
/** Whoever has a copy takes a snapshot before it offers it. */
export const DOWNLOAD_OFFER_MS = 4000;
/** Whoever connects for a copy says at once of what. */
export const DOWNLOAD_REQUEST_MS = 3000;
/** A source reads on while it sends: it is silent when it hangs. */
export const DOWNLOAD_SOURCE_SILENCE_MS = 15_000;
/** A taker that takes nothing for so long is given up: the snapshot that it holds makes the file grow. */
export const DOWNLOAD_TAKER_SILENCE_MS = 60_000;
/**
 * A piece that takes longer ends the filter: an endless loop must not look like a slow one for ever. A thousandth of it is ample for a
 * record.
 */
export const FILTER_PIECE_MS = 10_000;
/** For telling what an error says: that, too, may be the class's own code. */
export const FILTER_DESCRIBE_MS = 500;

// ---- Journal files

/** How often the files in use are looked at. */
export const JOURNAL_LOOK_MS = 1000;
/** Old files are looked at less often than those in use: there may be hundreds, and the disk has commits to write. */
export const JOURNAL_LOOK_OLD_MS = 5000;
/** After a switch the file before is closed and flushed first. */
export const PURGE_AFTER_SWITCH_MS = 2000;
/** Members catch up and databases are flushed meanwhile: what was kept for them may go. */
export const PURGE_AGAIN_MS = 10 * 60_000;
/** Reporting asyncs let a file go soon after it was dejournaled. */
export const PURGE_DEJOURNALED_MS = 10_000;
/** Several people look at one plan. */
export const PURGE_PLAN_KEPT_MS = 3000;
/** The primary's answer comes from its memory. */
export const PURGE_ANSWER_MS = 2000;
/** Another member may have the file that is missing here, and may be away. */
export const HEAL_JOURNAL_MS = 30_000;
/**
 * 14 days, engine facts 6.5 (JrnPurgeDefaultWait): files are kept so long for an async member that is away, and here for a mirrored
 * database that does not dejournal.
 */
export const AWAY_MS_MAX = 1_209_600_000;
/** Progress alone is stored this often: losing it keeps files a little longer. */
export const CONTACTS_STORE_MS = 30_000;
/** A profile nobody asks for any more is not read on. */
export const PROFILE_WANTED_MS = 30_000;

// ---- Applications and people

/** In trouble state a commit may wait for long; together with the statement's own time it stays below what the portal waits. */
export const SQL_COMMIT_MS = 25_000;
/** The process and its copies go when nobody has executed anything for this long. */
export const SQL_IDLE_MS = 300_000;
/** A connection that asks nothing and waits for nothing for so long is closed; its transaction is rolled back. */
export const CLIENT_IDLE_MS = 900_000;
/** From the first byte of a client's frame to its last. */
export const CLIENT_FRAME_MS = 30_000;
/** How often a client that writes faster than the disk is looked at again. */
export const CLIENT_PAUSE_MS = 5;
/** How often silent clients are looked for. */
export const CLIENT_LOOK_MS = 1000;
/** A page is never held up by a process that hangs: what has not come by then comes over the live stream. */
export const PREFETCH_MS = 150;
/** A query is answered from memory and one disk. */
export const QUERY_MS = 3000;
/** One that asks other members waits for each of them. */
export const QUERY_OTHERS_MS = 30_000;
/** Longer than the longest thing an instance does in one command: joining waits up to a minute for the other member. */
export const COMMAND_MS = 70_000;
/** A load balancer asks every few seconds and gives up after five: an instance that hangs must be told before that. */
export const MIRROR_STATUS_MS = 1500;
/** What is watched is looked at this often without being told that it changed: positions, rates, ages. */
export const WATCH_INTERVAL_MS = 250;
/** When it is told, at once, and then at most this often: a takeover tells much, and has better to do than to be looked at. */
export const NUDGE_GAP_MS = 100;
/** A process that hangs keeps its socket open, so a watched one is asked at this pace whether it is still there. */
export const PROBE_MS = 1000;
/** Silence of a watched process is told after this long. */
export const PROBE_ANSWER_MS = 2500;
/** Whoever gives an answer no longer than this does well without it. */
export const HURRIED_MS = 200;
/** A process that starts is soon there. */
export const RECONNECT_MS = 400;
/** How often a live stream says that it lives. */
export const BEAT_MS = 2000;
/** Three beats are missing: the stream is broken. */
export const STREAM_SILENCE_MS = 6000;
/** After an answer that was no stream, e.g. while the portal starts. */
export const STREAM_AGAIN_MS = 1000;
/** Mounting a page registers several queries in a row: one stream is opened for all of them. */
export const REOPEN_MS = 30;
/** A day. An address that was printed and never opened is good for so long. */
export const KEY_LIFETIME_MS = 86_400_000;
/** Clients are let in a moment before the machine hears that they are. */
export const ADMITTED_EARLY_MS = 500;
/** A client that is stopped gives its last writes up after a second, and reports four times a second. */
export const WORKLOAD_STOP_MS = 3000;
/** Of the clients of one address a fault is told so often at most: whoever sends what cannot be read does so again and again. */
export const FAULT_TOLD_MS = 60_000;

// ---- What people see

/** Journal that is this fresh counts as current: blocks come at least every two seconds while something is written. */
export const CURRENT_JOURNAL_MS = 2000;
/** A rate is the mean over this: shorter it flickers, longer it lags. */
export const INCOMING_RATE_MS = 2000;
/** Each end of a data channel says this often that it lives. */
export const PULSE_MS = 1000;
/** Signs of life come once a second: two are missing. */
export const LINE_SILENT_MS = 2500;
/** A pause between two commits is no rest. */
export const LINE_IDLE_MS = 10_000;
/** A curve is asked for its additions this often, by its range: at most once in a bucket, and never faster than a person sees. */
export const CURVE_ASKED_MS = { '5m': 1000, '1h': 3000, '24h': 30_000, '7d': 60_000 } as const;
/** A day of a band changes by a pixel in minutes. */
export const BAND_ASKED_MS = 5000;
/** How late words came is asked for again this often, while a person looks at it: one minute more in seven days. */
export const QOS_ADVICE_ASKED_MS = 30_000;
