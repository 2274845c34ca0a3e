using System.Collections;
using System.Collections.Concurrent;

namespace Porthole.Relay.Listening;

/// <summary>A listener's live sessions, and what the ended ones have carried.</summary>
internal sealed class SessionBook : IEnumerable<Session>
{
    private readonly ConcurrentDictionary<long, Session> _live = [];

    // Guards the sums of ended sessions, so that a count has each session once.
    private readonly Lock _lock = new();
    private long _endedBytesIn;
    private long _endedBytesOut;

    public void Add(Session session) => _live.TryAdd(session.Id, session);

    public void Remove(Session session)
    {
        lock (_lock)
        {
            if (!_live.TryRemove(session.Id, out _))
                return;

            _endedBytesIn += session.BytesIn;
            _endedBytesOut += session.BytesOut;
        }
    }

    public (int Connections, long BytesIn, long BytesOut) Count()
    {
        lock (_lock)
        {
            var (connections, bytesIn, bytesOut) = (0, _endedBytesIn, _endedBytesOut);
            foreach (var session in this)
            {
                connections++;
                bytesIn += session.BytesIn;
                bytesOut += session.BytesOut;
            }

            return (connections, bytesIn, bytesOut);
        }
    }

    public IEnumerator<Session> GetEnumerator()
    {
        foreach (var (_, session) in _live)
            yield return session;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
