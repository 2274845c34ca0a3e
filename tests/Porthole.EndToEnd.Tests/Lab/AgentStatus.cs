using System.Text.Json;
using System.Text.Json.Serialization;

namespace Porthole.Lab;

/// <summary>
/// The status document as its readers know it. Written by hand from the contract, not taken from the program, so that a slip
/// there shows here.
/// </summary>
public sealed record AgentStatus(
    [property: JsonRequired] string Version,
    [property: JsonRequired] DateTimeOffset StartedAt,
    [property: JsonRequired] NetworkStatus Network,
    [property: JsonRequired] IReadOnlyList<ForwardStatus> Forwards,
    [property: JsonRequired] IReadOnlyList<ProblemStatus> Problems)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>The forward with this identity; throws when there is none.</summary>
    public ForwardStatus this[string id] => Forwards.FirstOrDefault(forward => forward.Id == id)
        ?? throw new LabException($"No forward {id} among {string.Join(", ", Forwards.Select(forward => forward.Id))}");

    /// <summary>Whether a problem stands.</summary>
    public bool Has(string code) => Problems.Any(problem => problem.Code == code);

    /// <summary>The problem with this code; throws when it does not stand.</summary>
    public ProblemStatus Problem(string code) => Problems.FirstOrDefault(problem => problem.Code == code)
        ?? throw new LabException($"No {code} among {string.Join(", ", Problems.Select(problem => problem.Code))}");

    internal static AgentStatus Parse(JsonElement document)
    {
        try
        {
            return document.Deserialize<AgentStatus>(Options)!;
        }
        catch (JsonException exception)
        {
            throw new LabException($"Not the status document of the contract: {exception.Message}\n{document.GetRawText()}", exception);
        }
    }
}

/// <summary>The network and the router.</summary>
public sealed record NetworkStatus(
    string? Interface, string? LocalAddress, string? Gateway, string? Router, IReadOnlyList<string> Protocols, string? ExternalAddress, string Reachability);

/// <summary>One forward.</summary>
public sealed record ForwardStatus(
    string Id, string Device, string Name, string Protocol, string Internal, string? External, string Route, string? Via, string State,
    DateTimeOffset? LeaseExpires, DateTimeOffset? RenewsAt, RelayStatus? Relay, string? Url, bool? DeviceOnline, IReadOnlyList<string> Problems);

/// <summary>A forward's relay.</summary>
public sealed record RelayStatus(string Listen, int Connections, long BytesIn, long BytesOut, long Refused);

/// <summary>A problem that stands.</summary>
public sealed record ProblemStatus(
    string Code, string Severity, string Title, string Evidence, string Cause, IReadOnlyList<string> Remedy, DateTimeOffset Since);
