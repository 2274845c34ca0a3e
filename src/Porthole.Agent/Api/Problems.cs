using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Api;

/// <summary>An error as the API answers it (RFC 9457).</summary>
internal sealed record ProblemDocument
{
    /// <summary>What kind of error, for programs; stable.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>Why and what to do, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>Every mistake of what was sent.</summary>
    public ImmutableArray<ProblemError> Errors { get; init; } = [];
}

/// <summary>One mistake of what was sent.</summary>
/// <param name="Key">Where, for instance <c>ports[0].internal</c>.</param>
/// <param name="Detail">What is wrong and what to give instead.</param>
internal sealed record ProblemError(string Key, string Detail);

/// <summary>Makes the answers for errors.</summary>
internal static class Problems
{
    public const string MediaType = "application/problem+json";

    /// <summary>An error; <paramref name="kind"/> ends its type, which is a name and not an address.</summary>
    public static IResult Of(int status, string kind, string title, string detail, ImmutableArray<ProblemError> errors = default) => TypedResults.Json(
        new ProblemDocument { Type = $"urn:porthole:{kind}", Title = title, Status = status, Detail = detail, Errors = errors.IsDefault ? [] : errors },
        ProblemJson.Default.ProblemDocument,
        MediaType,
        status);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
