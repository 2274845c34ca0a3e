using System.Text.Json;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Hosting;

/// <summary>What the running agent tells the other commands about itself.</summary>
/// <param name="Url">Where its API answers.</param>
/// <param name="ProcessId">Its process id.</param>
internal sealed record AgentFile(Uri Url, int ProcessId)
{
    public void Write(StateFolder folder) => AtomicFile.Write(folder.AgentFile, JsonSerializer.Serialize(this, AgentFileJson.Default.AgentFile));

    /// <summary>Best effort: an agent that has given back what it held has ended well, wherever its folder went.</summary>
    public static void Remove(StateFolder folder)
    {
        try
        {
            File.Delete(folder.AgentFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or the disk takes nothing more. A command that reads it finds nobody there.
        }
    }

    /// <summary>Whether there is none: no agent runs on this folder. What this user may not look at may be there.</summary>
    public static bool IsMissing(StateFolder folder)
    {
        try
        {
            using var file = File.OpenRead(folder.AgentFile);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Null when no agent runs on this folder, or the file is unreadable.</summary>
    public static AgentFile? Read(StateFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(folder.AgentFile), AgentFileJson.Default.AgentFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AgentFile))]
internal sealed partial class AgentFileJson : JsonSerializerContext;
