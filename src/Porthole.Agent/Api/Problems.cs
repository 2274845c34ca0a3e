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

    /// <summary>What the server refuses by itself, in the same form: an address that does not exist, a method that it does not take.</summary>
    public static IResult OfEmpty(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => Of(StatusCodes.Status400BadRequest, "bad-request", "Not understood", "A value in the address is not of the kind that is wanted there; see /openapi/v1.json."),
        StatusCodes.Status404NotFound => Of(StatusCodes.Status404NotFound, "no-such-address", "No such address", "The API has nothing there. Are program and agent of one version?"),
        StatusCodes.Status405MethodNotAllowed => Of(StatusCodes.Status405MethodNotAllowed, "no-such-method", "Not done that way", $"{context.Request.Method} is not taken here; see the header Allow."),
        var status => Of(status, "refused", "Refused", "The request cannot be answered."),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
