-- What row security asks: who is logged in, with which role, for which part of the tree.
-- Every function runs with the rights of the workspace's owner and looks at session_user, the login.
-- {schema} is the schema of the workspace; {readable} and {named} are made from what is declared.

CREATE OR REPLACE FUNCTION uw_key() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT o.key FROM operator o
  WHERE o.void = 0 AND 'uw_' || o.key = session_user::text COLLATE "C" ORDER BY o.id LIMIT 1
$$;

CREATE OR REPLACE FUNCTION uw_role() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT o.role FROM operator o
  WHERE o.void = 0 AND 'uw_' || o.key = session_user::text COLLATE "C" ORDER BY o.id LIMIT 1
$$;

CREATE OR REPLACE FUNCTION uw_scope() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT o.org FROM operator o
  WHERE o.void = 0 AND 'uw_' || o.key = session_user::text COLLATE "C" ORDER BY o.id LIMIT 1
$$;

-- Whether the scope is the whole workspace.
CREATE OR REPLACE FUNCTION uw_whole() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT coalesce(uw_scope() IN (0, (SELECT min(id) FROM organisation WHERE void = 0)), false)
$$;

-- The organisations of the scope. Placements are read, not paths: a body founded in this transaction counts.
CREATE OR REPLACE FUNCTION uw_orgs() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  WITH RECURSIVE today(day) AS (SELECT to_char(current_date, 'YYYYMMDD')::integer),
  below(id) AS (
    SELECT uw_scope() WHERE NOT uw_whole()
    UNION
    SELECT p.organisation FROM below b JOIN placement p ON p.parent = b.id CROSS JOIN today
    WHERE p.void IN (0, 2) AND p.from_on <= today.day AND (p.to_on IS NULL OR p.to_on > today.day)
  )
  SELECT id FROM below
  UNION ALL SELECT id FROM organisation WHERE uw_whole()
  UNION ALL SELECT 0 WHERE uw_whole()
$$;

-- Those above the scope: what holds there holds below, so their parameters and regions must be known.
CREATE OR REPLACE FUNCTION uw_above() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT ancestor FROM _path WHERE descendant = uw_scope()
$$;

-- Whether a record lies in the scope.
CREATE OR REPLACE FUNCTION uw_sees(kind text, record bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
  owner bigint;
  today integer := to_char(current_date, 'YYYYMMDD')::integer;
BEGIN
  IF uw_whole() THEN
    RETURN true;
  END IF;
  EXECUTE format('SELECT %s FROM %I WHERE id = $1', CASE kind WHEN 'organisation' THEN 'id' ELSE 'org' END, kind)
    INTO owner USING record;
  RETURN owner IS NOT NULL AND (
    EXISTS (SELECT 1 FROM _path p WHERE p.descendant = owner AND p.ancestor = uw_scope()
            AND p.from_on <= today AND p.to_on > today)
    OR owner IN (SELECT uw_orgs()));
EXCEPTION WHEN undefined_table OR undefined_column THEN
  RETURN false;
END $$;

-- Whether the role may read records of a kind at all.
CREATE OR REPLACE FUNCTION uw_reads(kind text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT CASE uw_role() {readable} ELSE false END
$$;

-- Whether an organisation is new, or last stood in the scope: no other may be pulled in from outside.
CREATE OR REPLACE FUNCTION uw_may_place(org bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT NOT EXISTS (SELECT 1 FROM placement p WHERE p.organisation = uw_may_place.org) OR (
    SELECT p.parent IN (SELECT uw_orgs()) FROM placement p WHERE p.organisation = uw_may_place.org
    ORDER BY p.from_on DESC, p.id DESC LIMIT 1) IS TRUE
$$;

-- Which of these numbers are taken, in or out of the scope.
CREATE OR REPLACE FUNCTION uw_taken(kind text, numbers text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
  IF uw_key() IS NOT NULL AND kind !~ '^_' THEN
    RETURN QUERY EXECUTE format('SELECT number::text FROM %I WHERE number = ANY($1)', kind) USING numbers;
  END IF;
END $$;

-- The records of the scope whose names hold these signs; the index itself is not readable.
CREATE OR REPLACE FUNCTION uw_named(signs tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT n.id FROM _name n WHERE n.signs @@ uw_named.signs AND ({named})
$$;

-- The journal: the end of the chain, whether a batch is still open, and whether a batch is what it claims to be.
CREATE OR REPLACE FUNCTION uw_last_batch(OUT "position" bigint, OUT hash bytea) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT b.position, b.hash FROM _batch b ORDER BY b.position DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION uw_is_open(batch bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  SELECT NOT EXISTS (SELECT 1 FROM _batch b WHERE b.id = uw_is_open.batch)
$$;

CREATE OR REPLACE FUNCTION uw_holds(b _batch) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
  last_position bigint;
  last_hash bytea;
  count bigint;
  digest bytea;
  stated text;
  sort text;
  outside boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(7412590301);
  SELECT l.position, l.hash INTO last_position, last_hash FROM _batch l ORDER BY l.position DESC LIMIT 1;
  IF b.position <> coalesce(last_position, 0) + 1
     OR b.previous <> coalesce(last_hash, decode(repeat('00', 32), 'hex')) THEN
    RETURN false;
  END IF;
  SELECT count(*), sha256(coalesce(string_agg(
      convert_to(e.kind || '|' || e.record || '|' || e.version || '|' || e.act || '|', 'UTF8') || e.digest,
      ''::bytea ORDER BY e.place), ''::bytea))
    INTO count, digest FROM _entry e WHERE e.batch = b.id;
  IF count <> b.entries OR digest <> b.entries_digest THEN
    RETURN false;
  END IF;
  stated := '[' || b.id || ',' || b.position || ',' || b.entries || ',' || to_json(b.at)::text || ',' || b.business_on
    || ',' || to_json(b.who)::text || CASE b.surface WHEN '' THEN '' ELSE ',' || to_json(b.surface)::text END
    || ',' || to_json(b.what)::text || ']';
  IF b.hash <> sha256(convert_to(stated, 'UTF8') || b.entries_digest || b.previous) THEN
    RETURN false;
  END IF;
  FOR sort IN SELECT DISTINCT e.kind FROM _entry e WHERE e.batch = b.id LOOP
    EXECUTE format(
      'SELECT EXISTS (SELECT 1 FROM _entry e LEFT JOIN %1$I r ON r.id = e.record
        WHERE e.batch = $1 AND e.kind = $2 AND (r.id IS NULL OR (r.%2$I NOT IN (SELECT uw_orgs()) AND NOT %3$s)))',
      sort, CASE sort WHEN 'organisation' THEN 'id' WHEN 'placement' THEN 'organisation' ELSE 'org' END,
      CASE WHEN sort IN ('act', 'attachment', 'decision') THEN 'uw_sees(r.kind, r.subject)' ELSE 'false' END)
      INTO outside USING b.id, sort;
    IF outside THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END $$;

-- Runs as the one who writes: the owner's own batches are not walked twice.
CREATE OR REPLACE FUNCTION uw_check_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF row_security_active('{schema}._batch') AND NOT {schema}.uw_holds(NEW) THEN
    RAISE insufficient_privilege USING MESSAGE = 'row-level security: the batch is not what it states';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER uw_check_batch BEFORE INSERT ON _batch FOR EACH ROW EXECUTE FUNCTION uw_check_batch();

-- Which organisation stood below which, written anew from all placements, those outside the scope too.
CREATE OR REPLACE FUNCTION uw_rebuild_paths() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM placement a JOIN placement b ON b.organisation = a.organisation AND b.id <> a.id
    WHERE a.void = 0 AND b.void = 0 AND a.from_on <= b.from_on AND b.from_on < coalesce(a.to_on, 99991231)
      AND b.from_on < coalesce(b.to_on, 99991231)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'row-level security: two parents on one day';
  END IF;
  DELETE FROM _path;
  INSERT INTO _path (ancestor, descendant, distance, from_on, to_on)
  WITH RECURSIVE link AS (
    SELECT organisation, parent, from_on, coalesce(to_on, 99991231) AS to_on FROM placement WHERE void = 0
  ), up AS (
    SELECT organisation AS descendant, organisation AS ancestor, 0 AS distance, from_on, to_on, parent,
           ARRAY[organisation] AS seen
    FROM link WHERE from_on < to_on
    UNION ALL
    SELECT u.descendant, l.organisation, u.distance + 1, greatest(u.from_on, l.from_on), least(u.to_on, l.to_on),
           l.parent, u.seen || l.organisation
    FROM up u JOIN link l ON l.organisation = u.parent
    WHERE greatest(u.from_on, l.from_on) < least(u.to_on, l.to_on) AND NOT l.organisation = ANY(u.seen)
  )
  SELECT ancestor, descendant, distance, from_on, to_on FROM up;
END $$;
