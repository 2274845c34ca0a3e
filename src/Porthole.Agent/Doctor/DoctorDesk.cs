using Porthole.Agent.Status;

namespace Porthole.Agent.Doctor;

/// <summary>Lets one check run at a time in the agent, for whoever asks over the API.</summary>
internal sealed class DoctorDesk(StatusBoard board, TimeProvider time)
{
    private int _isTaken;

    /// <summary>Runs the whole check on what the agent knows now; null while another one runs.</summary>
    public async Task<DoctorReport?> TryRunAsync(bool readOnly, IProgress<DoctorStep>? progress, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0) return null;
        try
        {
            return await Checkup.RunAsync(new Patient(board.Current, time) { WithAgent = true, ReadOnly = readOnly }, progress, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _isTaken, 0);
        }
    }
}
