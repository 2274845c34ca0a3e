using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Porthole.Agent.Doctor;

/// <summary>Counts the requests to the router while it lives, by the meter of the protocols.</summary>
internal sealed class PacketTally : IDisposable
{
    private const string Requests = "porthole.portmapping.requests";

    private readonly ConcurrentDictionary<(string Protocol, string Operation, string Result), long> _counts = new();
    private readonly MeterListener _listener = new();

    public PacketTally()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == Requests) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => _counts.AddOrUpdate(
            (Tag(tags, "protocol"), Tag(tags, "operation"), Tag(tags, "result")),
            count,
            (_, before) => before + count));
        _listener.Start();
    }

    public ImmutableArray<PacketCount> Counts() =>
        [.. _counts.OrderBy(entry => entry.Key).Select(entry => new PacketCount(entry.Key.Protocol, entry.Key.Operation, entry.Key.Result, entry.Value))];

    public void Dispose() => _listener.Dispose();

    private static string Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name) return tag.Value?.ToString() ?? "";
        }

        return "";
    }
}
