using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Porthole.Agent.Api;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Cli.Devices;

/// <summary>The registry of the running agent, over its API.</summary>
/// <param name="folder">The agent's state folder.</param>
/// <param name="obstacle">Why nothing can be changed from here; null when it can.</param>
internal sealed class AgentDesk(StateFolder folder, string? obstacle = null) : IDeviceDesk
{
    private readonly AgentClient _agent = AgentClient.For(folder);

    public bool AgentRuns => true;

    public async Task<DeskAnswer<DevicesDocument>> ListAsync(CancellationToken cancellationToken) =>
        await _agent.GetAsync("api/devices", DeviceJson.Default.DevicesDocument, cancellationToken) is { } devices
            ? DeskAnswer<DevicesDocument>.Of(devices)
            : DeskAnswer<DevicesDocument>.Refused(ExitCodes.NoAgent, _agent.NobodyAnswers);

    public Task<DeskAnswer<RegisteredDocument>> AddAsync(DeviceDocument device, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "api/devices",
        JsonSerializer.Serialize(device, DeviceJson.Default.DeviceDocument),
        DeviceJson.Default.RegisteredDocument,
        cancellationToken);

    public async Task<DeskAnswer<RegisteredDocument>> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        // The answer to a removal is empty; what was removed is read before.
        var known = await _agent.GetAsync(Path(id), DeviceJson.Default.RegisteredDocument, cancellationToken);
        return await SendAsync(HttpMethod.Delete, Path(id), json: null, DeviceJson.Default.RegisteredDocument, cancellationToken, known);
    }

    public Task<DeskAnswer<RegisteredDocument>> PauseAsync(string id, bool paused, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{Path(id)}/{(paused ? "pause" : "resume")}", json: null, DeviceJson.Default.RegisteredDocument, cancellationToken);

    public Task<DeskAnswer<ImportReport>> ImportAsync(string list, ImportMode mode, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"api/devices/import?mode={Word(mode)}", list, DeviceJson.Default.ImportReport, cancellationToken);

    public void Dispose() => _agent.Dispose();

    private static string Path(string id) => $"api/devices/{Uri.EscapeDataString(id)}";

    private static string Word(ImportMode mode) => mode switch { ImportMode.SkipBad => "skip-bad", ImportMode.Check => "check", _ => "all-or-nothing" };

    private async Task<DeskAnswer<T>> SendAsync<T>(HttpMethod method, string path, string? json, JsonTypeInfo<T> type, CancellationToken cancellationToken, T? whenEmpty = null)
        where T : class
    {
        if (obstacle is not null) return DeskAnswer<T>.Refused(ExitCodes.Problem, obstacle);
        if (ApiToken.Read(folder) is not { } token)
        {
            return await _agent.GetAsync("api/devices", DeviceJson.Default.DevicesDocument, cancellationToken) is null
                ? DeskAnswer<T>.Refused(ExitCodes.NoAgent, _agent.NobodyAnswers)
                : DeskAnswer<T>.Refused(ExitCodes.Problem, $"the agent's token {folder.TokenFile} cannot be read. Run this as the user that the agent runs as, or as {(OperatingSystem.IsWindows() ? "administrator" : "root")}.");
        }

        if (await _agent.SendAsync(method, path, json, token, cancellationToken) is not { } answer)
            return DeskAnswer<T>.Refused(ExitCodes.NoAgent, _agent.NobodyAnswers);
        try
        {
            if (answer.Body.Length == 0 && whenEmpty is not null) return DeskAnswer<T>.Of(whenEmpty);
            if (IsAnswer(answer.Status, type)) return DeskAnswer<T>.Of(JsonSerializer.Deserialize(answer.Body, type)!);
            return Refused<T>(JsonSerializer.Deserialize(answer.Body, ProblemJson.Default.ProblemDocument)!);
        }
        catch (JsonException)
        {
            return DeskAnswer<T>.Refused(ExitCodes.Problem, $"the agent at {_agent.Url} answered {answer.Status} in words that are not known. Are program and agent of one version?");
        }
    }

    // An import with bad rows is refused by its report, row by row.
    private static bool IsAnswer<T>(int status, JsonTypeInfo<T> type) =>
        status is >= 200 and < 300 || (status == StatusCodes.Status422UnprocessableEntity && type.Type == typeof(ImportReport));

    private static DeskAnswer<T> Refused<T>(ProblemDocument problem)
        where T : class => DeskAnswer<T>.Refused(
            problem.Status == StatusCodes.Status422UnprocessableEntity ? ExitCodes.Usage : ExitCodes.Problem,
            problem.Errors.IsDefaultOrEmpty ? [problem.Detail] : [.. problem.Errors.Select(error => $"{error.Key}: {error.Detail}")]);
}
