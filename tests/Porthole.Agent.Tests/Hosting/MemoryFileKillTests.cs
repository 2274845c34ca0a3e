using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Hosting;

/// <summary>A thousand and more versions of the memory are written by a process that is killed at random moments.</summary>
public sealed class MemoryFileKillTests : IDisposable
{
    private const int Kills = 30;
    private const int LeastVersions = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("porthole-kill-").FullName;

    [Fact]
    public async Task Save_KilledAtRandomMoments_IsAlwaysOneOfTheVersionsWritten()
    {
        var path = Path.Combine(_folder, "memory.json");
        var random = new Random(20261121);
        var last = 0;
        for (var kill = 0; kill < Kills || last < LeastVersions; kill++)
        {
            using (var writer = MemoryWriter.Start(path))
            {
                // Once it writes, it is killed somewhere within its next hundred versions.
                await writer.StandardOutput.ReadLineAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 120)));
                writer.Kill();
                await writer.WaitForExitAsync();
            }

            var memory = MemoryWriter.Open(path).Load();

            var number = MemoryWriter.NumberOf(memory);
            memory.ShouldBe(MemoryWriter.Make(number), $"version {number} after kill {kill + 1}");
            number.ShouldBeGreaterThan(last, "versions that were saved are not lost");
            last = number;
        }

        File.Exists(path + ".unreadable").ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
