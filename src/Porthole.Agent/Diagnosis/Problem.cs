using System.Collections.Immutable;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis;

/// <summary>A coded finding in words that help: what, how it is known, why, what to do, what works meanwhile.</summary>
internal sealed record Problem
{
    /// <summary>The code, stable for ever (DESIGN.md, "Problem codes").</summary>
    public required string Code { get; init; }

    /// <summary>What it is about, where one code can stand several times: a forward's identity, an address. Empty for the network.</summary>
    public string Subject { get; init; } = "";

    public required ProblemSeverity Severity { get; init; }

    public required string Title { get; init; }

    public required string Evidence { get; init; }

    public required string Cause { get; init; }

    public required ImmutableArray<string> Remedy { get; init; }

    /// <summary>What works in spite of it; empty when nothing is lost, or everything.</summary>
    public string Meanwhile { get; init; } = "";

    /// <summary>The identities of the forwards concerned.</summary>
    public ImmutableArray<string> Forwards { get; init; } = [];
}
