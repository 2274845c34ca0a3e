using System.Text.Json;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Devices.Identity;

/// <summary>Keeps what was learned of the devices in the state folder. Losing it costs little: it is learned again.</summary>
internal sealed class IdentityFile(string path, ILogger<IdentityFile> logger)
{
    public IdentityMemory Load()
    {
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllText(path), IdentityJson.Default.IdentityMemory) is { IsUsable: true } memory) return memory;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            DeviceLog.IdentitiesUnusable(logger, path, exception.Message);
        }

        return new IdentityMemory();
    }

    public void Save(IdentityMemory memory)
    {
        try
        {
            AtomicFile.Write(path, JsonSerializer.Serialize(memory, IdentityJson.Default.IdentityMemory));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            HostingLog.MemoryNotSaved(logger, path, exception.Message);
        }
    }
}
