package dev.curfew;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look at all entries of a {@link Timeline}, taken in pieces, so that nobody waits for its lock longer than one piece
 * takes. Every entry that is in the timeline from the first piece to the last is found once; one that comes or goes
 * meanwhile, perhaps.
 *
 * <p>What happens between two pieces:
 *
 * <ul>
 *   <li>An entry is removed: if it was to be visited next, the one behind it is.
 *   <li>An entry is added: it stands first in its list, and the walk is behind that place or has not come to the list.
 *   <li>An entry is moved, maybe to where the walk has been, maybe to where it will come again: it is noted, and found by
 *       that note alone.
 * </ul>
 *
 * <p>Notes are taken under the lock of the timeline, so there is a bound to them and nothing is allocated for one: where
 * they are too many, the walk is {@linkplain #isLost() lost} and has to be taken again with more room.
 *
 * <p>Guarded by the timeline's lock, but for what is said to be done after the walk.
 */
final class TimelineWalk {

    private static final int PIECE = 64;

    private final @Nullable TimelineEntry[] moved;
    private final @Nullable TimelineEntry[] piece = new @Nullable TimelineEntry[PIECE];
    private final List<TimelineEntry> visited;
    private int moves;
    private int pieceSize;
    private int slot;

    @Nullable
    private TimelineEntry next;

    /**
     * A walk that has not begun.
     *
     * @param expected about how many entries there are
     * @param mostMoves how many moves there is room for
     */
    TimelineWalk(int expected, int mostMoves) {
        visited = new ArrayList<>(expected);
        moved = new @Nullable TimelineEntry[mostMoves];
    }

    /** This entry is about to leave its list. */
    void leaving(TimelineEntry entry) {
        if (next == entry) {
            next = entry.next;
        }
    }

    /** This entry has got another place. */
    void moved(TimelineEntry entry) {
        if (moves < moved.length) {
            moved[moves] = entry;
        }
        moves++;
    }

    /** Visits the next entries of these lists; returns whether there were any. */
    boolean visitPiece(@Nullable TimelineEntry[] heads) {
        pieceSize = 0;
        while (pieceSize < PIECE) {
            while (next == null && slot < heads.length) {
                next = heads[slot++];
            }
            TimelineEntry entry = next;
            if (entry == null) {
                break;
            }
            piece[pieceSize++] = entry;
            next = entry.next;
        }
        return pieceSize > 0;
    }

    /** Keeps what was visited last; by the walking thread, without the lock. */
    void keepPiece() {
        for (int i = 0; i < pieceSize; i++) {
            TimelineEntry entry = piece[i];
            if (entry != null) {
                visited.add(entry);
            }
        }
    }

    /** Whether there was no room for all moves; after the walk. */
    boolean isLost() {
        return moves > moved.length;
    }

    /** What was found, each entry once; after the walk. */
    List<TimelineEntry> found() {
        if (moves == 0) {
            return visited;
        }
        Set<TimelineEntry> noted = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < moves; i++) {
            TimelineEntry entry = moved[i];
            if (entry != null) {
                noted.add(entry);
            }
        }
        visited.removeAll(noted);
        visited.addAll(noted);
        return visited;
    }
}
