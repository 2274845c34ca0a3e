using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Porthole.Agent.Status;

namespace Porthole.Agent.Doctor;

/// <summary>One full check from cable to camera: <c>porthole doctor --json</c>, <c>POST /api/doctor</c>.</summary>
internal sealed record DoctorReport
{
    public required string Version { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the agent that runs was asked, with what only it knows.</summary>
    public required bool WithAgent { get; init; }

    /// <summary>The worst verdict of all steps; skipped steps do not count.</summary>
    public required StepVerdict Verdict { get; init; }

    public required double Seconds { get; init; }

    public required ImmutableArray<DoctorStep> Steps { get; init; }

    /// <summary>How many requests to the router were answered how, while this ran.</summary>
    public required ImmutableArray<PacketCount> Requests { get; init; }
}

/// <summary>One step: what was looked at, what was seen, what it means, what to do.</summary>
internal sealed record DoctorStep
{
    /// <summary>Which check, for programs; stable.</summary>
    public required string Check { get; init; }

    public required string Title { get; init; }

    public required StepVerdict Verdict { get; init; }

    /// <summary>What was sent, what came back, how long it took; or why the step was skipped.</summary>
    public required ImmutableArray<string> Evidence { get; init; }

    /// <summary>What to do next; empty when nothing need be done.</summary>
    public ImmutableArray<string> Next { get; init; } = [];

    public double Milliseconds { get; init; }
}

/// <summary>What a step came to.</summary>
[JsonConverter(typeof(KebabCaseConverter<StepVerdict>))]
internal enum StepVerdict
{
    /// <summary>Could not be looked at, and the evidence says why.</summary>
    Skipped,

    Good,

    /// <summary>Works, but is worth a look.</summary>
    Attention,

    /// <summary>Keeps somebody outside from a camera.</summary>
    Bad,
}

/// <summary>Requests to the router of one protocol and operation that ended alike.</summary>
internal sealed record PacketCount(string Protocol, string Operation, string Result, long Count);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext
{
    /// <summary>The same with line breaks, for people.</summary>
    public static DoctorJson Indented { get; } = new(new JsonSerializerOptions(StatusJson.ForPeople));
}
