using System.Collections.Immutable;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>
/// Mappings that nobody wishes any more and that still may stand on the router: left by an earlier run, or because the
/// router was silent when they should have been removed. They are kept, across restarts, until they are gone.
/// </summary>
internal sealed class Leftovers
{
    /// <summary>Often enough that a camera is closed minutes after the router is back, seldom enough not to pester one that refuses.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    /// <summary>More than any home has open; a router that refuses every removal must not fill the disk.</summary>
    private const int Most = 1024;

    /// <summary>A permanent mapping on a router that is not met again for a month is that router's to forget.</summary>
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(30);

    private readonly Dictionary<RememberedForward, (DateTimeOffset GoneAt, DateTimeOffset NotBefore, bool IsBusy)> _entries = [];

    /// <summary>What is left, to be saved; the same array until something changes.</summary>
    public ImmutableArray<RememberedForward> Entries { get; private set; } = [];

    /// <summary>Whether the entry of the router's table is one of these already.</summary>
    public bool Knows(RememberedForward leftover) =>
        _entries.Keys.Any(known => known.IsOneAPort && (known.Transport, known.External, known.Internal) == (leftover.Transport, leftover.External, leftover.Internal) && (known.Router is null || known.Router == leftover.Router));

    public void Add(RememberedForward leftover, DateTimeOffset now)
    {
        if (_entries.Count >= Most) return;

        // The lease began earlier, so that it has ended by then.
        var lease = leftover.LeaseSeconds is { } seconds && seconds < LongestKept.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestKept;
        _entries[leftover] = (now + lease, now, IsBusy: false);
        Entries = [.. _entries.Keys];
    }

    /// <summary>One that can be asked for now, marked as under way; null when there is none.</summary>
    /// <param name="view">The present gateway.</param>
    /// <param name="isInUse">Whether a forward is about to take it over.</param>
    /// <param name="now">The time.</param>
    public RememberedForward? Begin(GatewayView view, Func<RememberedForward, bool> isInUse, DateTimeOffset now)
    {
        foreach (var leftover in Entries)
        {
            var state = _entries[leftover];
            if (state.IsBusy || now < state.NotBefore || view.Find(leftover.Via) is null || !IsOn(leftover, view) || isInUse(leftover)) continue;
            _entries[leftover] = state with { IsBusy = true };
            return leftover;
        }

        return null;
    }

    /// <summary>Whether one that stands in somebody's way is being closed, or can be tried to be.</summary>
    /// <param name="view">The present gateway.</param>
    /// <param name="isInTheWay">Which ones matter.</param>
    /// <param name="upnpMayCome">Whether UPnP may answer yet, when it has not.</param>
    /// <param name="now">The time.</param>
    public bool StandInTheWay(GatewayView view, Func<RememberedForward, bool> isInTheWay, bool upnpMayCome, DateTimeOffset now) =>
        _entries.Any(entry =>
            (entry.Value.IsBusy || (now >= entry.Value.NotBefore && (view.Find(entry.Key.Via) is not null || (upnpMayCome && entry.Key.IsOneAPort))))
            && IsOn(entry.Key, view)
            && isInTheWay(entry.Key));

    /// <summary>
    /// Whether UPnP is worth waiting for until the search ends, though another protocol answers: what UPnP opened only UPnP takes over,
    /// and another protocol would be granted another port beside it.
    /// </summary>
    public bool AwaitUpnp(GatewayView view, Func<RememberedForward, bool> concerns) =>
        !view.SearchEnded
        && view.Find(MappingProtocol.UpnpIgd) is null
        && _entries.Keys.Any(leftover => leftover.IsOneAPort && IsOn(leftover, view) && concerns(leftover));

    /// <summary>The attempt has ended.</summary>
    public void End(RememberedForward leftover, bool isGone, DateTimeOffset now)
    {
        if (isGone) Remove([leftover]);
        else if (_entries.TryGetValue(leftover, out var state)) _entries[leftover] = state with { IsBusy = false, NotBefore = now + Pace };
    }

    /// <summary>Asks anew at once, as when the router is back.</summary>
    public void Hurry()
    {
        foreach (var leftover in Entries) _entries[leftover] = _entries[leftover] with { NotBefore = default };
    }

    /// <summary>Forgets those whose lease has run out, and those that a forward took over; returns when to look again.</summary>
    public DateTimeOffset Tidy(Func<RememberedForward, bool> isTakenOver, DateTimeOffset now)
    {
        if (_entries.Count == 0) return DateTimeOffset.MaxValue;
        Remove([.. _entries.Where(entry => !entry.Value.IsBusy && (entry.Value.GoneAt <= now || isTakenOver(entry.Key))).Select(entry => entry.Key)]);
        return _entries.Count == 0 ? DateTimeOffset.MaxValue : now + Pace;
    }

    private static bool IsOn(RememberedForward leftover, GatewayView view) => leftover.Router is null || leftover.Router == view.Gateway.Address.ToString();

    private void Remove(ImmutableArray<RememberedForward> leftovers)
    {
        if (leftovers.IsEmpty) return;
        foreach (var leftover in leftovers) _entries.Remove(leftover);
        Entries = [.. _entries.Keys];
    }
}
