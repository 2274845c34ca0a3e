using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli.Devices;

/// <summary>The registry without an agent: the same rules on the same file, which the next start reads. Holds the folder's lock, so that no agent starts meanwhile.</summary>
internal sealed class FileDesk(AgentLock agentLock, StateFolder folder, PortholeSettings settings) : IDeviceDesk
{
    private readonly DeviceRegistry _registry = new(new RegistryFile(folder.DevicesFile), settings, NullLogger<DeviceRegistry>.Instance);

    public bool AgentRuns => false;

    public Task<DeskAnswer<DevicesDocument>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(_registry.Errors.IsEmpty
        ? DeskAnswer<DevicesDocument>.Of(new DevicesDocument([.. _registry.Current.Devices.Select(DeviceDocuments.From)]))
        : DeskAnswer<DevicesDocument>.Refused(ExitCodes.Problem, [.. _registry.Errors.Select(error => error.ToString())]));

    public Task<DeskAnswer<RegisteredDocument>> AddAsync(DeviceDocument device, CancellationToken cancellationToken) =>
        Answer(_registry.Add(JsonSerializer.SerializeToElement(device, DeviceJson.Default.DeviceDocument)));

    public Task<DeskAnswer<RegisteredDocument>> RemoveAsync(string id, CancellationToken cancellationToken) => Answer(_registry.Remove(id));

    public Task<DeskAnswer<RegisteredDocument>> PauseAsync(string id, bool paused, CancellationToken cancellationToken) => Answer(_registry.Pause(id, paused));

    public Task<DeskAnswer<ImportReport>> ImportAsync(string list, ImportMode mode, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(list);
        return Task.FromResult(_registry.Import(document.RootElement, mode, out var report) is { } refusal
            ? DeskAnswer<ImportReport>.Refused(ExitCodes.Problem, [.. Lines(refusal)])
            : DeskAnswer<ImportReport>.Of(report));
    }

    public void Dispose() => agentLock.Dispose();

    private static Task<DeskAnswer<RegisteredDocument>> Answer(RegistryAnswer answer) => Task.FromResult(answer switch
    {
        { Device: { } device } => DeskAnswer<RegisteredDocument>.Of(DeviceDocuments.From(device)),
        _ => DeskAnswer<RegisteredDocument>.Refused(answer.Refusal!.Reason == RegistryRefusalReason.Invalid ? ExitCodes.Usage : ExitCodes.Problem, [.. Lines(answer.Refusal)]),
    });

    private static IEnumerable<string> Lines(RegistryRefusal refusal) =>
        refusal.Errors.IsEmpty ? [refusal.Detail] : refusal.Errors.Select(error => $"{error.Key}: {error.Message}");
}
