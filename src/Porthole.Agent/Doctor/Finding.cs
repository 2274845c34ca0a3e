using System.Collections.Immutable;

namespace Porthole.Agent.Doctor;

/// <summary>What a check found about one thing.</summary>
internal sealed record Finding(StepVerdict Verdict, ImmutableArray<string> Evidence)
{
    /// <summary>Which camera, forward or protocol; empty where there is only one.</summary>
    public string About { get; init; } = "";

    /// <summary>What to do next.</summary>
    public ImmutableArray<string> Next { get; init; } = [];

    public static Finding Good(params ImmutableArray<string> evidence) => new(StepVerdict.Good, evidence);

    public static Finding Attention(string evidence, params ImmutableArray<string> next) => new(StepVerdict.Attention, [evidence]) { Next = next };

    public static Finding Bad(string evidence, params ImmutableArray<string> next) => new(StepVerdict.Bad, [evidence]) { Next = next };

    public static Finding Skipped(string why) => new(StepVerdict.Skipped, [why]);
}
