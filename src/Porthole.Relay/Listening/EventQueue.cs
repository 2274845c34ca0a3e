using System.Threading.Channels;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Listening;

/// <summary>The host's events: bounded, and refusals of one kind coalesced so that a flood cannot wash the others out.</summary>
internal sealed class EventQueue(RelayClock clock)
{
    // A reader that is a minute behind still sees the ends of some ten connections a second.
    private const int Capacity = 1024;

    // Kinds of refusals told apart at a time; a flood from more sources is told as one kind a route and reason.
    private const int MaxKinds = 64;

    // Often enough to watch an attack, rare enough for a log.
    private static readonly TimeSpan CoalesceFor = TimeSpan.FromSeconds(10);

    private readonly Channel<RelayEvent> _channel = Channel.CreateBounded<RelayEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Lock _lock = new();
    private readonly Dictionary<Kind, Refusals> _refusals = [];

    public ChannelReader<RelayEvent> Reader => _channel.Reader;

    public void Publish(RelayEvent happened) => _channel.Writer.TryWrite(happened);

    public void Complete()
    {
        Flush(TimeSpan.MaxValue);
        _channel.Writer.TryComplete();
    }

    public void Refused(string routeId, SourceAddress source, RelayRefusal reason)
    {
        lock (_lock)
        {
            var kind = new Kind(routeId, reason, source.Network);
            if (_refusals.TryGetValue(kind, out var known))
            {
                known.Add(source);
                return;
            }

            if (_refusals.Count < MaxKinds)
            {
                _refusals.Add(kind, new Refusals(source, clock.Now));
                Publish(new RelayEvent.Refused(routeId, source.ToIPAddress(), reason, 1));
                return;
            }

            var rest = new Kind(routeId, reason, Network: null);
            if (!_refusals.TryGetValue(rest, out var others))
                _refusals.Add(rest, others = new Refusals(source, clock.Now));
            others.Add(source);
        }
    }

    /// <summary>Tells the repetitions of kinds that began long enough ago, and forgets them.</summary>
    public void Sweep() => Flush(clock.Now - CoalesceFor);

    private void Flush(TimeSpan begunBefore)
    {
        lock (_lock)
        {
            // Removing while enumerating is allowed by Dictionary since .NET Core 3.0.
            foreach (var (kind, refusals) in _refusals)
            {
                if (refusals.Since > begunBefore)
                    continue;

                _refusals.Remove(kind);
                if (refusals.Count > 0)
                    Publish(new RelayEvent.Refused(kind.RouteId, refusals.Latest.ToIPAddress(), kind.Reason, refusals.Count));
            }
        }
    }

    private readonly record struct Kind(string RouteId, RelayRefusal Reason, SourceAddress? Network);

    private sealed class Refusals(SourceAddress first, TimeSpan since)
    {
        public TimeSpan Since => since;

        public SourceAddress Latest { get; private set; } = first;

        public long Count { get; private set; }

        public void Add(SourceAddress source)
        {
            Latest = source;
            Count++;
        }
    }
}
