package org.noports.atserver.store.sql;

/** How an engine keeps texts: some can't hold every character. Both ways are pure. */
public interface TextCoding {
  /** Every text is kept as it is. */
  TextCoding AS_IT_IS =
      new TextCoding() {
        @Override
        public String kept(String text) {
          return text;
        }

        @Override
        public String given(String kept) {
          return kept;
        }
      };

  /** What stands in the database for a text. */
  String kept(String text);

  /** The text that {@link #kept} stands for. */
  String given(String kept);
}
