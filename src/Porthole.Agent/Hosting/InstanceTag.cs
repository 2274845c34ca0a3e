using Porthole.Agent.Forwarding;

namespace Porthole.Agent.Hosting;

/// <summary>
/// The tag of this installation, by which its agent knows its own leftovers from those of another Porthole on the same LAN: made once,
/// kept in the state folder beside a word for the machine. A folder copied to another PC gets a tag of its own there, so that the two
/// do not take each other's mappings for leftovers; one that moved with its disk keeps it, whatever card and address it has now.
/// A cloned disk looks like a moved one: there the forwarding loop notices when the two meet.
/// </summary>
internal static class InstanceTag
{
    /// <param name="folder">The state folder.</param>
    /// <param name="machine">The word for this machine; null where it has none, and a copy cannot be noticed.</param>
    /// <param name="memory">Is to forget what the machine that the folder was copied from holds.</param>
    /// <param name="logger">Is told of a copy, and of a disk that cannot be written.</param>
    public static OwnTag For(StateFolder folder, string? machine, IMemoryStore memory, ILogger logger)
    {
        var file = Path.Combine(folder.Path, "instance");
        var (known, writtenOn) = Read(file);
        machine ??= writtenOn;
        var isOfACopy = known is not null && writtenOn is not null && writtenOn != machine;
        if (isOfACopy)
        {
            // First the memory: killed in between, the next start finds the same.
            HostingLog.FolderOfAnotherPc(logger, folder.Path);
            memory.Save(memory.Load().OnAnotherPc());
        }

        var tag = known is null || isOfACopy ? OwnTag.Make() : known;
        if (tag != known || machine != writtenOn) Save(tag);
        return new OwnTag(tag, Save);

        void Save(string next)
        {
            try
            {
                AtomicFile.Write(file, machine is null ? next : $"{next} {machine}");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The cameras matter more; the next start tries again.
                HostingLog.MemoryNotSaved(logger, file, exception.Message);
            }
        }
    }

    private static (string? Tag, string? Machine) Read(string file)
    {
        if (!File.Exists(file)) return default;
        var words = File.ReadAllText(file).Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return words is [var tag, ..] && OwnTag.IsOne(tag) ? (tag, words.ElementAtOrDefault(1)) : default;
    }
}
