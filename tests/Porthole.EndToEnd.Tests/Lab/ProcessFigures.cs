using System.Globalization;

namespace Porthole.Lab;

/// <summary>What a process holds and has used, as the kernel counts it.</summary>
/// <param name="Handles">Its open files, sockets among them, without those of its own code: an assembly is opened when it is first needed.</param>
/// <param name="Sockets">Its sockets.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Resident">Its memory in bytes: what lies in RAM, the mapped parts of its program files included.</param>
/// <param name="Processor">The processor time that it has used.</param>
public sealed record ProcessFigures(int Handles, int Sockets, int Threads, long Resident, TimeSpan Processor)
{
    // USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that .NET runs on.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads them.</summary>
    public static ProcessFigures Of(int processId)
    {
        var handles = Directory.GetFiles($"/proc/{processId}/fd").Select(Target).Where(target => !target.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        var status = File.ReadLines($"/proc/{processId}/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);

        // The fields after the program's name, which stands in brackets: utime and stime are the 14th and 15th of all.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessFigures(
            handles.Count,
            handles.Count(target => target.StartsWith("socket:", StringComparison.Ordinal)),
            int.Parse(status["Threads"], CultureInfo.InvariantCulture),
            long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) * 1024,
            Tick * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Handles} handles, {Sockets} of them sockets, {Threads} threads, {Resident / 1048576.0:0.0} MiB, {Processor.TotalSeconds:0.00} s of processor time";

    // A handle that was closed since the folder was read counts for nothing.
    private static string Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
