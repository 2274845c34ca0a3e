using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Benchmarks.Relay;

/// <summary>A forwarding program that runs, and what it costs.</summary>
internal sealed class RunningRelay(Process process, IPEndPoint endPoint, DirectoryInfo folder) : IAsyncDisposable
{
    // USER_HZ: what /proc/PID/stat counts in, the same on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    public IPEndPoint EndPoint => endPoint;

    /// <summary>Processor time so far, with that of its children.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromSeconds(Family().Sum(ProcessorTicks) / TicksPerSecond);

    /// <summary>Resident memory in bytes, with that of its children. Pages that a parent shares with a child count in each.</summary>
    public long ResidentBytes => Family().Sum(id => StatusKilobytes(id, "RssAnon:")) * 1024;

    /// <summary>Open sockets, with those of its children.</summary>
    public int OpenSockets => Family().Sum(OpenSocketsOf);

    public async Task WaitAsync(bool udp)
    {
        // A UDP port says nothing; a started program binds within this time.
        if (udp)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            return;
        }

        for (var attempt = 0; ; attempt++)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{process.StartInfo.FileName} ended: {await process.StandardError.ReadToEndAsync()}");

            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(endPoint);
                break;
            }
            catch (SocketException) when (attempt < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Bytes allocated on the managed heap so far. Only <see cref="PortholeContender"/> answers.</summary>
    public async Task<long> AllocatedAsync()
    {
        await process.StandardInput.WriteLineAsync("allocated");
        await process.StandardInput.FlushAsync();
        return long.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private List<int> Family()
    {
        var family = new List<int> { process.Id };
        for (var next = 0; next < family.Count; next++)
            family.AddRange(Children(family[next]));
        return family;
    }

    private static IEnumerable<int> Children(int id) =>
        Read($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    private static double ProcessorTicks(int id)
    {
        // The name, in brackets, may hold spaces; utime and stime are the 14th and 15th field, dead children's are the next two.
        var stat = Read($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 15 ? 0 : fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
    }

    private static long StatusKilobytes(int id, string key) =>
        Read($"/proc/{id}/status").Split('\n').Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture));

    private static int OpenSocketsOf(int id)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{id}/fd")
                .Count(entry => new FileInfo(entry).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process has just ended.
            return "";
        }
    }
}
