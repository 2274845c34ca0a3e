using Porthole.Tray.Feed;
using Porthole.Tray.Notices;

namespace Porthole.Tray;

/// <summary>What other threads leave for the window's thread. Of states only the newest is kept.</summary>
/// <param name="wake">Called when something lies in an empty mailbox.</param>
internal sealed class Mailbox(Action wake)
{
    private readonly Lock _gate = new();
    private readonly List<Notice> _notices = [];
    private FeedState? _state;

    public void Put(FeedState state)
    {
        bool wasEmpty;
        lock (_gate)
        {
            wasEmpty = IsEmpty;
            _state = state;
        }

        if (wasEmpty) wake();
    }

    public void Put(Notice notice)
    {
        bool wasEmpty;
        lock (_gate)
        {
            wasEmpty = IsEmpty;
            _notices.Add(notice);
        }

        if (wasEmpty) wake();
    }

    /// <summary>Takes everything out.</summary>
    public (FeedState? State, IReadOnlyList<Notice> Notices) Take()
    {
        lock (_gate)
        {
            var taken = (_state, _notices.ToArray());
            _state = null;
            _notices.Clear();
            return taken;
        }
    }

    private bool IsEmpty => _state is null && _notices.Count == 0;
}
