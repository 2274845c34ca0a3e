using System.Net;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Health;

/// <summary>Which port of one device is asked next, and when: one at a time, each in turn.</summary>
internal sealed class DeviceLooks
{
    /// <summary>
    /// A connect costs four packets: this pace keeps an idle camera under ten a minute, and lets one that moved be missed,
    /// found and followed within half a minute.
    /// </summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(25);

    /// <summary>A datagram costs six packets, because nothing confirms the neighbour entries of either side: asked more seldom.</summary>
    public static readonly TimeSpan NudgePace = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The pause after silence, for a while. Linux trusts a neighbour entry for up to 45 s after the last answer; the first packet
    /// after that begins 8 s of doubt (neigh_update, DELAY and PROBE), and the first after those asks who has the address now. A
    /// program without rights can hasten neither, but it can be at hand with the packet: every pause counts twice.
    /// </summary>
    public static readonly TimeSpan PaceInDoubt = TimeSpan.FromSeconds(1);

    /// <summary>A minute of doubt, at 4 s of patience a look, covers what Linux needs; a camera that is off for good is then asked at the usual pace.</summary>
    private const int LooksInDoubt = 12;

    private readonly Queue<string> _urgent = new();
    private IReadOnlyDictionary<string, IPEndPoint> _ports = new SortedDictionary<string, IPEndPoint>(StringComparer.Ordinal);
    private DateTimeOffset _at;
    private int _turn;
    private bool _isOpen;
    private int _silences;

    /// <summary>Whether an answer is awaited.</summary>
    public bool IsBusy { get; set; }

    /// <summary>The forwards whose port can be asked, by identity.</summary>
    public IEnumerable<string> Forwards => _ports.Keys;

    /// <summary>A TCP port of the device; null when no forward has one.</summary>
    public int? AnyPort => _ports.Count == 0 ? null : _ports.Values.First().Port;

    /// <summary>Takes over what is wished now. A forward that has not climbed yet is not asked: at start the router comes first.</summary>
    public void Update(IReadOnlyCollection<ForwardSnapshot> forwards)
    {
        _isOpen = forwards.Any(forward => forward.State is ForwardState.Mapped or ForwardState.Failed);
        var ports = new SortedDictionary<string, IPEndPoint>(StringComparer.Ordinal);
        foreach (var forward in forwards.Where(forward => forward.Wish.Transport == Transport.Tcp && forward.State is ForwardState.Mapped or ForwardState.Failed))
        {
            ports[forward.Wish.Id] = Target(forward);
            if (!_ports.TryGetValue(forward.Wish.Id, out var before) || !before.Equals(ports[forward.Wish.Id])) _urgent.Enqueue(forward.Wish.Id);
        }

        _ports = ports;
    }

    /// <summary>The port to ask now; null when nothing is due.</summary>
    public (string Forward, IPEndPoint Target)? Next(DateTimeOffset now)
    {
        while (_urgent.TryDequeue(out var urgent))
        {
            if (_ports.TryGetValue(urgent, out var target)) return Begin(urgent, target, now);
        }

        if (_ports.Count == 0 || now < _at) return null;
        var (forward, next) = _ports.ElementAt(_turn++ % _ports.Count);
        return Begin(forward, next, now);
    }

    /// <summary>Whether a device without a TCP port is due for a datagram.</summary>
    public bool NudgeIsDue(DateTimeOffset now)
    {
        if (!_isOpen || _ports.Count > 0 || now < _at) return false;
        _at = now + NudgePace;
        return IsBusy = true;
    }

    /// <summary>Notes whether anything came back: the next question is sooner after silence.</summary>
    public void Answered(bool isAnswer, DateTimeOffset now)
    {
        _silences = isAnswer ? 0 : _silences + 1;
        if (_silences is > 0 and <= LooksInDoubt) _at = now + PaceInDoubt;
    }

    /// <summary>Asks every port as soon as it can be: the device is back.</summary>
    public void AskAll()
    {
        foreach (var forward in _ports.Keys.Except(_urgent).ToList()) _urgent.Enqueue(forward);
    }

    private (string, IPEndPoint) Begin(string forward, IPEndPoint target, DateTimeOffset now)
    {
        (_at, IsBusy) = (now + Pace, true);
        return (forward, target);
    }

    // The relay knows where it leads; a direct forward to this PC is asked on the LAN address it is mapped to.
    private static IPEndPoint Target(ForwardSnapshot forward) =>
        forward.Held.Relay?.Route.Target
        ?? (forward.Held.Route == Route.Direct ? forward.Held.Mapping?.Internal : null)
        ?? new IPEndPoint(forward.Wish.Address ?? IPAddress.Loopback, forward.Wish.InternalPort);
}
