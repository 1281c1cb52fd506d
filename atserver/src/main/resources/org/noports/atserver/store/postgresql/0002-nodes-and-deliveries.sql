-- The processes that serve this store now. Each holds an advisory lock of its number as long as its
-- session lives; whose lock can be had is dead. Not logged: no process outlives a crash of the server.
CREATE SEQUENCE node_number AS integer CYCLE;

CREATE UNLOGGED TABLE node (
  id integer PRIMARY KEY
);

-- Who alone may deliver what a tenant has queued for a recipient.
CREATE UNLOGGED TABLE delivery (
  tenant bigint NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  node integer NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  mark bigint NOT NULL,
  PRIMARY KEY (tenant, recipient)
);

CREATE INDEX delivery_by_node ON delivery (node);
