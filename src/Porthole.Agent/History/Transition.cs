using System.Text.Json.Serialization;
using Porthole.Agent.Status;

namespace Porthole.Agent.History;

/// <summary>Something that became otherwise: what, when, from what to what, and why.</summary>
internal sealed record Transition
{
    /// <summary>The subject of the agent's own start and stop.</summary>
    public const string Agent = "agent";

    /// <summary>What the agent became at its end.</summary>
    public const string Stopped = "stopped";

    /// <summary>Counts up from 1, across restarts of the agent; a reader asks for what came after the last one it has.</summary>
    public long Number { get; init; }

    public DateTimeOffset At { get; init; }

    public required TransitionKind Kind { get; init; }

    /// <summary>A forward's identity, a problem's code and subject, or which part of the network.</summary>
    public required string Subject { get; init; }

    /// <summary>The subject in words for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it was; empty when there was nothing before, or when only an event is told.</summary>
    public string From { get; init; } = "";

    public required string To { get; init; }

    /// <summary>The reason as far as it is known; empty when the change speaks for itself.</summary>
    public string Why { get; init; } = "";

    /// <summary>Whether the agent started or stopped: what a forward was before says nothing any more.</summary>
    [JsonIgnore]
    public bool IsOfAgent => Kind == TransitionKind.Agent && Subject == Agent;

    /// <summary>The state that a forward came to; null for anything else, and for a forward that is no longer registered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ForwardState? State { get; init; }
}

/// <summary>What a transition is about.</summary>
[JsonConverter(typeof(KebabCaseConverter<TransitionKind>))]
internal enum TransitionKind
{
    /// <summary>The agent started, stopped, or woke from standby.</summary>
    Agent,

    /// <summary>The router, its protocols, or its external address.</summary>
    Gateway,

    Forward,

    Problem,
}
