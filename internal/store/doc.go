// Package store keeps the domain's values as items of one table. It knows
// keys, attributes and conditions; the rules are the domain's.
//
// # Items
//
// Every partition key holds the site, so no request can reach another
// tenant's items; people, who may work at many, have their own, and say in it
// what they may do where. keys.go builds every key; nothing else does.
//
//	item            pk                           sk                    attributes
//	page's numbers  s#site#page                  -                     c v vi r.* h.* d.* ch.* cd.* w.* t cl ho al
//	about a page    s#site#page                  about                 ti ur p1 p2 p3 ft.*
//	best threads    s#site#page                  top                   l w.c
//	comment         c#site#page                  root or root/reply    i q u an au ab h p l e v pv s de hb pi ft lk rp up dn n m w.c w.o
//	late reply      o#site#page                  root/reply            as a comment: the page's overflow
//	unpublished     h#site#page                  root or root/reply    as a comment, and ov ps
//	private part    x#site#id                    -                     pg u src f em ip tr s fo fe fs
//	receipt         i#site#key                   -                     c pg r g ttl
//	view            v#site#page#day#shard        visitor               k t ttl
//	voter's word    w#site#page#voter            -                     r n and 1 or -1 by comment id
//	reported        y#site#page                  root or root/reply    i q n
//	report          y#site#page                  …#reporter            wy nt t
//	clock           y#site#page                  root or root/reply, ! i q: since when reported as against the law
//	evidence        e#site#id                    version               e: the comment as it was, ttl
//	rate window     l#site#scope#key#start       -                     n ttl
//	decision        a#site#yyyy-mm               own ULID              i q u by nm se ac wy nt; of a comment c pg fr s ps v hb cs;
//	                                                                   of a page cs pg; of the settings cs v; of a ban bk bv be x; of access pe cs
//	bans            b#site                       bans                  v, and e: all of them
//	lists of words  b#site                       words                 v, and e: as they are written
//	model           b#site                       model                 v, and e: words by what was decided about them
//	queues          g#site                       queues                q.*
//	claim           g#site                       queues#moderator      c by nm ttl
//	moderated day   g#site                       day#yyyymmdd          hb.* pb.* by.* nm.* w.a ttl
//	counted of page g#site#page                  -                     w.h w.c w.o
//	site            k#site                       settings              v t secret sso.* and each setting by its key
//	salt            k#site                       salt#period           b ttl
//	API key         k#site                       key#hash              nm ro t x us ttl
//	works there     k#site                       mod#person            t
//	person          p#person                     -                     v w, and e: all of it
//	ceremony        z#id                         -                     pe e x ttl
//	list of sites   k#                           site
//	list of pages   t#site                       its name              v t, and e: what is on it
//	checkpoint      f#                           consumer              at v
//	dead letter     f#dead                       sequence              of what the fold could not read
//
// # Attributes
//
//	i    own ULID, sort key of both indexes      n    replies published in the thread (root)
//	q    q#site#status: gsi1, the queues         m    replies ever placed in the thread (root)
//	u    u#site#author: gsi2, an author's all    cl   true: takes no comments; false: however old
//	an   author's name; au: website; ab: badge   al   alias: the page whose numbers count; ho: held
//	h    HTML; pv: policy that made it           k    views of this visitor; t: the last one
//	p    parent id; l: depth                     src  source text; f: its format
//	fo   source before a moderator's edit        fe, fs: e and es before it
//	e    last edit; es: by staff; v: version     em   e-mail; ip: key of the address; tr: trace, JSON
//	s    status: p h s r d                       ov   belongs to the overflow when published
//	c    comments; v: views; vi: visitors        ps   status before the last decision
//	up   votes for; dn: against                  r    reaction to the page; n: comments voted on (voter)
//	r.*  readers by reaction; l: roots by votes             wy   reason of a report; nt: the reader's note
//	de   the last decision's ULID                ac   action of a decision; by, nm, se: who made it, in which session
//	fr   status that a decision found            c    of a decision: the comment; cs: changes, JSON
//	hb   check that held the comment             q.*  comments in a queue, by status
//	hb.* comments that a check held, by check    pb.* and that were published all the same
//	by.* decisions by moderator and action       nm.* what a moderator was called last
//	ro   role; x: end; us: last use             nm   name; pe: person, or key
//	pi   place at the top of the page            p1…  the comments that are there
//	ft   featured; ft.*: the page's that are     lk   of a root: takes no replies of readers
//	rp   reported and not decided on since
//	h.*  views of an hour, d.* of a day          ch.* comments made in an hour, cd.* on a day
//	w.*  watermark of the fold per source partition
//
// Beside its settings a site has lp and lh, the pages that moderators pinned to
// its lists and hid from them, and lv, their version; and sso.iss, sso.alg and
// sso.keys (a JWKS), what it believes of its publisher's accounts.
//
// Times are Unix seconds. A comment's time is in its ULID. Public listings
// read only c# and o#, in which nothing unpublished ever lies but the empty
// marker (status d) under which replies live on.
//
// Indexes: gsi1 (q, i) with what a queue shows; gsi2 (u, i), keys only. No
// index carries anything that counts. A decision is in both: q is m#site#moderator
// there, and u is n#site#subject: a comment, a page or the settings.
package store
