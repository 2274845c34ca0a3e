using System.Text.Json;
using Porthole.Agent.Forwarding;

namespace Porthole.Agent.Hosting;

/// <summary>Keeps the agent's memory in the state folder.</summary>
internal sealed class MemoryFile(string path, ILogger<MemoryFile> logger) : IMemoryStore
{
    /// <summary>What an agent left in the folder, not touched; null when there is nothing, or nothing that this user may read.</summary>
    public static AgentMemory? Look(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), AgentMemoryJson.Default.AgentMemory) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public AgentMemory Load()
    {
        try
        {
            if (!File.Exists(path)) return AgentMemory.Fresh();
            if (JsonSerializer.Deserialize(File.ReadAllText(path), AgentMemoryJson.Default.AgentMemory) is { IsUsable: true } memory) return memory;
            return SetAside("it is of another version");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return SetAside(exception.Message);
        }
    }

    public void Save(AgentMemory memory)
    {
        try
        {
            AtomicFile.Write(path, JsonSerializer.Serialize(memory, AgentMemoryJson.Default.AgentMemory));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk must not close cameras: the agent goes on, and only a restart would miss the memory.
            HostingLog.MemoryNotSaved(logger, path, exception.Message);
        }
    }

    // Never thrown away: whoever looks into the matter finds what was there.
    private AgentMemory SetAside(string why)
    {
        HostingLog.MemorySetAside(logger, path, why);
        try
        {
            File.Move(path, path + ".unreadable", overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            HostingLog.MemoryNotSaved(logger, path, exception.Message);
        }

        return AgentMemory.Fresh();
    }
}
