using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Porthole.Agent.Status;

namespace Porthole.Agent.History;

/// <summary>How each forward stood over the last 24 hours: <c>GET /api/availability</c>.</summary>
/// <param name="From">Where the strips begin.</param>
/// <param name="To">Where they end: now.</param>
/// <param name="Forwards">One strip a forward, in the order of the status.</param>
internal sealed record AvailabilityDocument(DateTimeOffset From, DateTimeOffset To, ImmutableArray<AvailabilityStrip> Forwards)
{
    /// <summary>What an owner asks about: "was it open last night?"</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <param name="transitions">What the history holds, the oldest first.</param>
    /// <param name="forwards">The forwards that are registered now.</param>
    /// <param name="now">The end of the strips.</param>
    public static AvailabilityDocument Of(IEnumerable<Transition> transitions, IEnumerable<string> forwards, DateTimeOffset now)
    {
        var strips = forwards.ToDictionary(id => id, _ => new StripBuilder(now - Window), StringComparer.Ordinal);
        foreach (var transition in transitions.Where(transition => transition.At <= now))
        {
            // Whether it stops or starts: from here on nobody knows, until the forward says its first word again.
            if (transition.IsOfAgent)
                foreach (var strip in strips.Values) strip.Become(null, transition.At);
            else if (transition.Kind == TransitionKind.Forward && strips.TryGetValue(transition.Subject, out var strip))
                strip.Become(transition.State, transition.At);
        }

        return new AvailabilityDocument(now - Window, now, [.. strips.Select(entry => entry.Value.Finish(entry.Key, now))]);
    }
}

/// <summary>One forward's last 24 hours.</summary>
/// <param name="Id">The forward.</param>
/// <param name="OpenShare">The part of the known, wished time in which it was open, 0 to 1; null when nothing is known.</param>
/// <param name="Spans">What it was, from when on; the first begins with the strip.</param>
internal sealed record AvailabilityStrip(string Id, double? OpenShare, ImmutableArray<AvailabilitySpan> Spans);

/// <summary>A state from a moment on; null where no agent ran or nothing is recorded.</summary>
internal sealed record AvailabilitySpan(DateTimeOffset From, ForwardState? State);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AvailabilityDocument))]
internal sealed partial class AvailabilityJson : JsonSerializerContext;
